import OpenPGP

/// A certification by another key, as it is served. Nothing of it is verified: the certifying key
/// may be unknown, and whoever cares has it and verifies.
struct ThirdPartyCertification {
    let signature: Signature
    /// The packet with no more in its unhashed area than who issued it.
    let packet: Packet

    /// Nil for what is not served under any policy: not a certification or its revocation, not to
    /// be published, without a hashed creation time, too long, or one that claims to be the key's
    /// own.
    init?(_ packet: Packet, under primaryKey: PublicKey) {
        guard
            packet.body.count <= VerificationLimits.signatureLength,
            let signature = try? Signature(packet),
            !signature.mayBeIssued(by: primaryKey),
            signature.type.isCertification || signature.type == .certificationRevocation,
            signature.isExportable, signature.creationTime != nil
        else { return nil }
        self.signature = signature
        self.packet = Packet(tag: .signature, body: Self.reduced(signature))
    }

    /// What tells certifications apart under policy `all`: who issued it and what he said.
    struct Statement: Hashable {
        let issuer: KeyID?
        let hashed: [UInt8]
    }

    var statement: Statement {
        Statement(issuer: signature.issuerKeyID, hashed: signature.hashedOctets)
    }

    /// The body with its unhashed area reduced to issuer key ID and issuer fingerprint, each at
    /// most once. A fingerprint in the hashed area says which key ID is right.
    private static func reduced(_ signature: Signature) -> [UInt8] {
        guard signature.version > 3 else { return signature.body }
        let hashed = Set(signature.hashedSubpackets.map(\.type))
        func unhashed(_ type: SubpacketType) -> [UInt8]? {
            signature.unhashedSubpackets.last { $0.type == type }?.body
        }
        var subpackets: [Subpacket] = []
        if !hashed.contains(.issuerKeyID), signature.version < 6,
            let keyID = hashed.contains(.issuerFingerprint)
                ? signature.issuerFingerprint?.keyID.map(\.bytes) : unhashed(.issuerKeyID),
            keyID.count == 8
        {
            subpackets.append(Subpacket(type: .issuerKeyID, isCritical: false, body: keyID))
        }
        if !hashed.contains(.issuerFingerprint),
            let fingerprint = unhashed(.issuerFingerprint), fingerprint.count <= 33
        {
            subpackets.append(
                Subpacket(type: .issuerFingerprint, isCritical: false, body: fingerprint))
        }
        return signature.body(unhashed: subpackets, material: Array(signature.material))
    }
}

extension Signature {
    /// The octets that are hashed, of the salt's version also the salt: what is signed.
    var hashedOctets: [UInt8] { Array(body[hashedRange]) + salt }
}
