import Keyring
import OpenPGP

/// `GET /pks/v2/certs/by-vfingerprint/<vv>/<fingerprint>` (HKP draft §5.1.2): one key, found by the
/// fingerprint of its primary key or of a subkey of it.
struct VersionedFingerprintLookup: OnlyKeyEndpoint {
    let keys: KeyFinder

    func question(_ target: Target) throws -> KeyQuestion {
        let argument = PathArgument(target.argument)
        guard !argument.isEmpty else { throw Refusal.missingIdentifier }
        guard let (version, fingerprint) = argument.versionedFingerprint else {
            throw Refusal.versionedFingerprint
        }
        return KeyQuestion(query: .fingerprint(fingerprint)) { found in
            let meant = found.map(\.packets).filter {
                Self.holds(key: fingerprint, ofVersion: version, $0)
            }
            guard !meant.isEmpty else { throw Refusal.nothingFound }
            var answer = Answer(keys: meant)
            answer.tag()
            return answer
        }
    }

    /// Whether the key of that fingerprint in a transferable public key has that version: versions
    /// 5 and 6 cannot be told apart by the fingerprint, nor 2 and 3.
    private static func holds(
        key fingerprint: Fingerprint, ofVersion version: UInt8, _ packets: [UInt8]
    ) -> Bool {
        guard let key = try? TransferablePublicKey.decode(packets) else { return false }
        if key.fingerprint == fingerprint { return key.primaryKey.version == version }
        return key.subkeys.contains { subkey in
            guard let subkey = try? PublicKey(subkey.packet) else { return false }
            return subkey.fingerprint == fingerprint && subkey.version == version
        }
    }
}
