import Keyring
import OpenPGP

/// `GET /vks/v1/by-fingerprint/<40 or 64 digits>`, without user IDs (``VKSAnswer``).
struct VKSFingerprintLookup: Endpoint {
    let keys: KeyFinder

    func answer(_ call: Call) async throws -> Answer {
        guard let fingerprint = PathArgument(call.argument).fingerprint else {
            throw Refusal.fingerprint
        }
        return try await VKSAnswer.give(keys.find(.fingerprint(fingerprint)))
    }
}
