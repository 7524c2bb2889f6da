package import OpenPGP

/// The signatures that keys are made of, each valid and of the usual shape; for all others there is
/// `sign(_:_:)`.
extension SigningKey {
    /// 0x13 by this primary key on its own user ID.
    package func selfCertification(
        _ userID: String, at time: UInt32 = SignatureRecipe.usualCreationTime,
        hash: HashAlgorithm? = nil, version: UInt8? = nil, hashed: [Subpacket] = []
    ) -> Packet {
        selfCertification(
            Array(userID.utf8), at: time, hash: hash, version: version, hashed: hashed)
    }

    /// 0x13 by this primary key on its own user ID of any octets.
    package func selfCertification(
        _ userID: [UInt8], at time: UInt32 = SignatureRecipe.usualCreationTime,
        hash: HashAlgorithm? = nil, version: UInt8? = nil, hashed: [Subpacket] = []
    ) -> Packet {
        sign(
            .userID(publicKey, userID),
            SignatureRecipe(
                .positiveCertification, version: version, hash: hash, at: time,
                hashed: [.keyFlags([.certify, .sign])] + hashed))
    }

    /// 0x30 by this primary key on its own user ID.
    package func userIDRevocation(
        _ userID: String, reason: UInt8? = RevocationReason.userIDNoLongerValid,
        at time: UInt32 = SignatureRecipe.usualCreationTime + 1
    ) -> Packet {
        sign(
            .userID(publicKey, userID),
            SignatureRecipe(
                .certificationRevocation, at: time, hashed: SigningKey.reason(reason)))
    }

    /// 0x1F by this primary key on itself.
    package func directKeySignature(
        at time: UInt32 = SignatureRecipe.usualCreationTime, hash: HashAlgorithm? = nil,
        hashed: [Subpacket] = []
    ) -> Packet {
        sign(
            .primaryKey(publicKey),
            SignatureRecipe(
                .directKey, hash: hash, at: time,
                hashed: [.keyFlags([.certify, .sign])] + hashed))
    }

    /// 0x20 by this primary key on itself; without reason, a hard one.
    package func revocation(
        reason: UInt8? = nil, at time: UInt32 = SignatureRecipe.usualCreationTime + 1,
        version: UInt8? = nil
    ) -> Packet {
        sign(
            .primaryKey(publicKey),
            SignatureRecipe(
                .keyRevocation, version: version, at: time,
                hashed: version == 3 ? [] : SigningKey.reason(reason)))
    }

    /// 0x18 on a subkey that does not sign.
    package func binding(
        _ subkey: PublicKey, flags: KeyFlags = [.encryptCommunications, .encryptStorage],
        at time: UInt32 = SignatureRecipe.usualCreationTime, hashed: [Subpacket] = [],
        unhashed: [Subpacket] = []
    ) -> Packet {
        sign(
            .subkey(publicKey, subkey),
            SignatureRecipe(
                .subkeyBinding, at: time, hashed: [.keyFlags(flags)] + hashed,
                unhashed: unhashed))
    }

    /// Where a binding of a signing subkey carries the subkey's own signature.
    package enum BackSignaturePlace: CaseIterable, Sendable {
        case hashed
        case unhashed
        case missing
    }

    /// 0x18 on a subkey that signs, with the subkey's 0x19 embedded.
    package func binding(
        signing subkey: SigningKey, flags: KeyFlags = .sign,
        at time: UInt32 = SignatureRecipe.usualCreationTime,
        backSignature place: BackSignaturePlace = .hashed, hashed: [Subpacket] = []
    ) -> Packet {
        let embedded = Subpacket.embeddedSignature(subkey.backSignature(for: publicKey, at: time))
        return binding(
            subkey.publicKey, flags: flags, at: time,
            hashed: (place == .hashed ? [embedded] : []) + hashed,
            unhashed: place == .unhashed ? [embedded] : [])
    }

    /// 0x19 by this subkey, on itself and its primary key.
    package func backSignature(
        for primary: PublicKey, at time: UInt32 = SignatureRecipe.usualCreationTime
    ) -> Packet {
        sign(.subkey(primary, publicKey), SignatureRecipe(.primaryKeyBinding, at: time))
    }

    /// 0x28 by this primary key on a subkey.
    package func subkeyRevocation(
        _ subkey: PublicKey, reason: UInt8? = nil,
        at time: UInt32 = SignatureRecipe.usualCreationTime + 1
    ) -> Packet {
        sign(
            .subkey(publicKey, subkey),
            SignatureRecipe(.subkeyRevocation, at: time, hashed: SigningKey.reason(reason)))
    }

    /// 0x10 by this key on a user ID of another one.
    package func certification(
        of userID: String, on primary: PublicKey,
        at time: UInt32 = SignatureRecipe.usualCreationTime, hashed: [Subpacket] = []
    ) -> Packet {
        sign(
            .userID(primary, userID),
            SignatureRecipe(.genericCertification, at: time, hashed: hashed))
    }

    /// 0x16 by this primary key on its own user ID: approves these certifications by others
    /// (draft-dkg-openpgp-1pa3pc).
    package func approval(
        of certifications: [Packet], userID: String, hash: HashAlgorithm? = nil,
        at time: UInt32 = SignatureRecipe.usualCreationTime + 1
    ) -> Packet {
        let hash = hash ?? algorithm.usualHash
        let digests = certifications.map { digest(confirmationOctets($0), hash) }
        return sign(
            .userID(publicKey, userID),
            SignatureRecipe(
                .attestation, hash: hash, at: time,
                hashed: [.attestedCertifications(digests)]))
    }

    private static func reason(_ code: UInt8?) -> [Subpacket] {
        code.map { [.reasonForRevocation($0)] } ?? []
    }
}

/// What is hashed of a signature that another signature is about (RFC 9580 §5.2.4): its body with
/// an empty unhashed area.
private func confirmationOctets(_ packet: Packet) -> [UInt8] {
    let body = withUnhashedArea([], of: packet).body
    return [0x88] + bigEndian(UInt32(body.count)) + body
}
