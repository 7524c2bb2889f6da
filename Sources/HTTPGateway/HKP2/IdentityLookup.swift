import HTTPTypes
import Keyring

/// `GET /pks/v2/certs/by-identity/<identity>` (HKP draft §5.1.1, §5.1.9): all keys with a user ID
/// that is this text or whose one mail address it is, letters of ASCII in either case, newest
/// change first: this server knows no confidence to order them by.
struct IdentityLookup: Endpoint {
    let keys: KeyFinder

    func answer(_ call: Call) async throws -> Answer {
        let argument = PathArgument(call.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let identity = argument.decoded else { throw Refusal.identity }
        return try await keys.withKeys(withIdentity: identity) { found in
            let packets = found.map(\.packets)
            var answer = try await HeavyWork.run(octets: packets.octetCount) {
                Answer(keys: packets)
            }
            answer.headers[.hkpResultsCount] = String(found.count)
            return answer
        }
    }
}
