import Keyring
import OpenPGP

/// `GET /vks/v1/by-keyid/<16 digits>`, without user IDs (``VKSAnswer``). As in HKP v2, keys of
/// versions 5 and 6 are known by fingerprint only.
struct VKSKeyIDLookup: OnlyKeyEndpoint {
    let keys: KeyFinder

    func question(_ target: Target) throws -> KeyQuestion {
        guard let keyID = PathArgument(target.argument).keyID else { throw Refusal.keyID }
        return KeyQuestion(query: .keyID(keyID)) { found in
            try VKSAnswer.give(found.filter { !$0.isNewerVersion })
        }
    }
}
