package import OpenPGP

/// A private key for tests, a pure function of its algorithm, number, version and creation time.
/// Worthless as a secret: the octets come from the number.
package struct SigningKey: Sendable {
    /// When keys are made, unless stated: 2017-07-14T02:40:00Z.
    package static let usualCreationTime: UInt32 = 1_500_000_000

    package let algorithm: SigningAlgorithm
    package let publicKey: PublicKey
    let secret: any SecretKey

    /// Version 4, or 6 for the algorithms that only version 6 has, unless stated. Version 3 is for
    /// RSA alone.
    package init(
        _ algorithm: SigningAlgorithm = .ed25519, number: Int = 0, version: UInt8? = nil,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) {
        self.init(
            algorithm, secret: algorithm.secretKey(number: number),
            version: version ?? algorithm.usualVersion, creationTime: creationTime)
    }

    /// An RSA key of any length, for instance 888 or 1023 bits.
    package init(
        rsaBits: Int, number: Int = 0, version: UInt8 = 4, publicExponent: UInt = 65537,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) {
        self.init(
            .rsa2048,
            secret: RSASecretKey(
                bits: rsaBits, label: "rsa\(rsaBits) \(number)",
                publicExponent: Natural(publicExponent)),
            version: version, creationTime: creationTime)
    }

    private init(
        _ algorithm: SigningAlgorithm, secret: any SecretKey, version: UInt8, creationTime: UInt32
    ) {
        self.algorithm = algorithm
        self.secret = secret
        publicKey = PublicKey(
            version: version, creationTime: creationTime, algorithm: algorithm.publicKeyAlgorithm,
            material: secret.publicMaterial)
    }

    /// The key as a primary key packet.
    package var packet: Packet { Packet(tag: .publicKey, body: publicKey.body) }

    /// The key as a subkey packet.
    package var subkeyPacket: Packet { Packet(tag: .publicSubkey, body: publicKey.body) }

    package var fingerprint: Fingerprint { publicKey.fingerprint }

    package var keyID: KeyID { publicKey.keyID }

    /// The algorithm-specific part of a signature over a digest.
    package func rawSign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        secret.sign(digest: digest, hash: hash)
    }
}

extension PublicKey {
    /// A public key from its fields (RFC 9580 §5.5.2).
    package init(
        version: UInt8, creationTime: UInt32 = SigningKey.usualCreationTime,
        algorithm: PublicKeyAlgorithm, material: [UInt8]
    ) {
        var body = [version] + bigEndian(creationTime)
        if version < 4 { body += [0, 0] }
        body.append(algorithm.rawValue)
        if version > 4 { body += bigEndian(UInt32(material.count)) }
        do throws(PublicKeyError) {
            try self.init(body: body + material)
        } catch {
            preconditionFailure("a key of the tests is malformed: \(error)")
        }
    }
}
