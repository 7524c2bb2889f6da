package import OpenPGP

/// Keys that only encrypt, for use as subkeys: their points are noise, and nobody has the private
/// part.
package enum EncryptionKey {
    /// ECDH on Curve25519 as GnuPG writes it (RFC 9580 §5.5.5.6).
    package static func curve25519(
        number: Int = 0, version: UInt8 = 4,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) -> PublicKey {
        let identifier: [UInt8] = [0x2B, 6, 1, 4, 1, 0x97, 0x55, 1, 5, 1]
        let point = Natural([0x40] + noise("curve25519 \(number)", 32)).multiprecisionInteger
        return PublicKey(
            version: version, creationTime: creationTime, algorithm: .ecdh,
            material: [UInt8(identifier.count)] + identifier + point + [3, 1, 8, 7])
    }

    /// ECDH on a curve of ECDSA (RFC 9580 §5.5.5.6); its points are true ones.
    package static func ecdh(
        _ algorithm: SigningAlgorithm, number: Int = 0,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) -> PublicKey {
        let point = algorithm.secretKey(number: number).publicMaterial
        return PublicKey(
            version: 4, creationTime: creationTime, algorithm: .ecdh,
            material: point + [3, 1, 10, 9])
    }

    /// X25519 (RFC 9580 §5.5.5.7).
    package static func x25519(
        number: Int = 0, version: UInt8 = 6,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) -> PublicKey {
        PublicKey(
            version: version, creationTime: creationTime, algorithm: .x25519,
            material: noise("x25519 \(number)", 32))
    }

    /// ElGamal of 1024 bits (RFC 9580 §5.5.5.3), or by the number of another algorithm, such as the
    /// obsolete 20.
    package static func elGamal(
        number: Int = 0, algorithm: PublicKeyAlgorithm = .elGamal,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) -> PublicKey {
        let parameters = DSAParameters.dsa1024
        let y = parameters.g.power(
            scalar(below: parameters.q, "elgamal \(number)"), modulo: parameters.p)
        return PublicKey(
            version: 4, creationTime: creationTime, algorithm: algorithm,
            material: [parameters.p, parameters.g, y].flatMap(\.multiprecisionInteger))
    }

    /// ML-KEM-768 with X25519 (RFC 9980 §4.3).
    package static func mlKEM768(
        number: Int = 0, version: UInt8 = 6,
        creationTime: UInt32 = SigningKey.usualCreationTime
    ) -> PublicKey {
        PublicKey(
            version: version, creationTime: creationTime, algorithm: .mlKEM768X25519,
            material: noise("ml-kem-768 \(number)", 32 + 1184))
    }
}
