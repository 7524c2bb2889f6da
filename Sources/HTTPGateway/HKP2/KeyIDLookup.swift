import Keyring
import OpenPGP

/// `GET /pks/v2/certs/by-keyid/<16 digits>` (HKP draft §5.1.3): the keys of version 4 and before
/// that have this key ID or a subkey with it. Those of later versions are known by fingerprint
/// only.
struct KeyIDLookup: Endpoint {
    let keys: KeyFinder

    func answer(_ call: Call) async throws -> Answer {
        let argument = PathArgument(call.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let keyID = argument.keyID else { throw Refusal.keyID }
        let found = try await keys.find(.keyID(keyID)).filter { !$0.isNewerVersion }
            .map(\.packets)
        guard !found.isEmpty else { throw Refusal.nothingFound }
        return try await HeavyWork.run(octets: found.octetCount) {
            var answer = Answer(keys: found)
            if found.count == 1 { answer.tag() }
            return answer
        }
    }
}
