import OpenPGP
import SigningKeys

/// Makes changed signatures go further: hardly any change of a key leaves the announced octets of
/// a digest right, and behind them nothing would be reached.
///
/// What becomes of a signature depends on its last octet alone: a quarter stays as it is, a quarter
/// gets the right octets of the digest, and the rest, where the private key is one of ours, is
/// signed anew as it stands.
enum SignatureRepair {
    static func repaired(_ key: TransferablePublicKey) -> TransferablePublicKey {
        var key = key
        let primary = key.primaryKey
        key.directSignatures = key.directSignatures.map {
            repaired($0, on: .primaryKey, of: primary)
        }
        key.identities = key.identities.map { repaired($0, under: primary) }
        key.subkeys = key.subkeys.map { repaired($0, under: primary) }
        return key
    }

    private static func repaired(
        _ component: TransferablePublicKey.Component, under primary: PublicKey
    ) -> TransferablePublicKey.Component {
        var component = component
        guard let subject = SignatureSubject(component.packet) else { return component }
        component.signatures = component.signatures.map {
            repaired($0, on: subject, of: primary)
        }
        return component
    }

    private static func repaired(
        _ packet: Packet, on subject: SignatureSubject, of primary: PublicKey
    ) -> Packet {
        let choice = (packet.body.last ?? 0) & 3
        guard
            choice > 0, let signature = try? Signature(packet),
            let digest = SignatureDigest(signature, on: subject, of: primary)
        else { return packet }
        var material = Array(signature.material)
        if choice > 1, let signer = SeedKeys.signer(of: primary) {
            material = signer.rawSign(digest: digest.bytes, hash: signature.hashAlgorithm)
        }
        var body = packet.body[..<signature.materialRange.lowerBound] + material
        let place = signature.saltRange.lowerBound - (signature.version == 6 ? 3 : 2)
        body[place] = digest.bytes[0]
        body[place + 1] = digest.bytes[1]
        return Packet(tag: .signature, body: Array(body))
    }
}

extension SignatureSubject {
    /// What signatures behind a packet are about; nil where that cannot be parsed.
    init?(_ packet: Packet) {
        switch packet.tag {
        case .publicKey: self = .primaryKey
        case .userID: self = .userID(packet.body)
        case .userAttribute: self = .userAttribute(packet.body)
        case .publicSubkey:
            guard let subkey = try? PublicKey(packet) else { return nil }
            self = .subkey(subkey)
        default: return nil
        }
    }
}
