import Keyring
import OpenPGP

/// `GET /vks/v1/by-keyid/<16 digits>`, without user IDs (``VKSAnswer``). As in HKP v2, keys of
/// versions 5 and 6 are known by fingerprint only.
struct VKSKeyIDLookup: Endpoint {
    let keys: KeyFinder

    func answer(_ call: Call) async throws -> Answer {
        guard let keyID = PathArgument(call.argument).keyID else { throw Refusal.keyID }
        return try await VKSAnswer.give(
            keys.find(.keyID(keyID)).filter { !$0.isNewerVersion })
    }
}
