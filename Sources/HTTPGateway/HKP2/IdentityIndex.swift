import HTTPTypes
import Keyring

/// `GET /pks/v2/index/<identity>` (HKP draft §5.1.5): what the keys are that
/// ``IdentityLookup`` would give. A fingerprint does as well as an identity.
struct IdentityIndex: Endpoint {
    let keys: KeyFinder
    /// Unix seconds, for what has expired.
    let now: @Sendable () -> Int

    func answer(_ call: Call) async throws -> Answer {
        let argument = PathArgument(call.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let identity = argument.decoded else { throw Refusal.identity }
        if let fingerprint = argument.fingerprint {
            return try await answer(keys.find(.fingerprint(fingerprint)))
        }
        return try await keys.withKeys(withIdentity: identity) { try await answer($0) }
    }

    private func answer(_ found: [FoundKey]) async throws -> Answer {
        let now = now()
        var answer = try await HeavyWork.run(octets: found.reduce(0) { $0 + $1.packets.count }) {
            try Answer(json: found.compactMap(\.listing).map { IndexedKey($0, now: now) })
        }
        answer.headers[.hkpResultsCount] = String(found.count)
        return answer
    }
}
