import HTTPTypes
import Keyring

/// `GET /pks/v2/index/<identity>` (HKP draft §5.1.5): what the keys are that
/// ``IdentityLookup`` would give. A fingerprint does as well as an identity.
struct IdentityIndex: OnlyKeyEndpoint {
    let keys: KeyFinder
    /// Unix seconds, for what has expired.
    let now: @Sendable () -> Int

    func question(_ target: Target) throws -> KeyQuestion {
        let argument = PathArgument(target.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let identity = argument.decoded else { throw Refusal.identity }
        if let fingerprint = argument.fingerprint {
            return KeyQuestion(query: .fingerprint(fingerprint), answer: answer)
        }
        return try KeyQuestion(identity: identity, answer: answer)
    }

    @Sendable private func answer(_ found: [FoundKey]) throws -> Answer {
        let now = now()
        var answer = try Answer(
            json: found.compactMap(\.listing).map { IndexedKey($0, now: now) })
        answer.headers.add(.hkpResultsCount, String(found.count))
        return answer
    }
}
