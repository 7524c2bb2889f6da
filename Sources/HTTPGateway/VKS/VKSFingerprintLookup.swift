import Keyring
import OpenPGP

/// `GET /vks/v1/by-fingerprint/<40 or 64 digits>`, without user IDs (``VKSAnswer``).
struct VKSFingerprintLookup: OnlyKeyEndpoint {
    let keys: KeyFinder

    func question(_ target: Target) throws -> KeyQuestion {
        guard let fingerprint = PathArgument(target.argument).fingerprint else {
            throw Refusal.fingerprint
        }
        return KeyQuestion(query: .fingerprint(fingerprint)) { try VKSAnswer.give($0) }
    }
}
