import Keyring
import OpenPGP

/// `GET /pks/v2/certs/by-keyid/<16 digits>` (HKP draft §5.1.3): the keys of version 4 and before
/// that have this key ID or a subkey with it. Those of later versions are known by fingerprint
/// only.
struct KeyIDLookup: OnlyKeyEndpoint {
    let keys: KeyFinder

    func question(_ target: Target) throws -> KeyQuestion {
        let argument = PathArgument(target.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let keyID = argument.keyID else { throw Refusal.keyID }
        return KeyQuestion(query: .keyID(keyID)) { found in
            let found = found.filter { !$0.isNewerVersion }.map(\.packets)
            guard !found.isEmpty else { throw Refusal.nothingFound }
            var answer = Answer(keys: found)
            if found.count == 1 { answer.tag() }
            return answer
        }
    }
}
