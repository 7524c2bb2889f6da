import HTTPTypes
import Keyring

/// `GET /pks/v2/certs/by-identity/<identity>` (HKP draft §5.1.1, §5.1.9): all keys with a user ID
/// that is this text or whose one mail address it is, letters of ASCII in either case, newest
/// change first: this server knows no confidence to order them by.
struct IdentityLookup: OnlyKeyEndpoint {
    let keys: KeyFinder

    func question(_ target: Target) throws -> KeyQuestion {
        let argument = PathArgument(target.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let identity = argument.decoded else { throw Refusal.identity }
        return try KeyQuestion(identity: identity) { found in
            var answer = Answer(keys: found.map(\.packets))
            answer.headers.add(.hkpResultsCount, String(found.count))
            return answer
        }
    }
}
