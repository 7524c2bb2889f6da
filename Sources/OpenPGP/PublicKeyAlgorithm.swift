/// A public-key algorithm ID (RFC 9580 §9.1, RFC 9980, LibrePGP). Any value can occur.
package struct PublicKeyAlgorithm: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let rsa = PublicKeyAlgorithm(rawValue: 1)
    package static let rsaEncryptOnly = PublicKeyAlgorithm(rawValue: 2)
    package static let rsaSignOnly = PublicKeyAlgorithm(rawValue: 3)
    /// LibrePGP's ML-KEM composite.
    package static let kyber = PublicKeyAlgorithm(rawValue: 8)
    package static let elGamal = PublicKeyAlgorithm(rawValue: 16)
    package static let dsa = PublicKeyAlgorithm(rawValue: 17)
    package static let ecdh = PublicKeyAlgorithm(rawValue: 18)
    package static let ecdsa = PublicKeyAlgorithm(rawValue: 19)
    /// ElGamal for signing and encrypting, of old.
    package static let elGamalSign = PublicKeyAlgorithm(rawValue: 20)
    package static let eddsaLegacy = PublicKeyAlgorithm(rawValue: 22)
    package static let x25519 = PublicKeyAlgorithm(rawValue: 25)
    package static let x448 = PublicKeyAlgorithm(rawValue: 26)
    package static let ed25519 = PublicKeyAlgorithm(rawValue: 27)
    package static let ed448 = PublicKeyAlgorithm(rawValue: 28)
    package static let mlDSA65Ed25519 = PublicKeyAlgorithm(rawValue: 30)
    package static let mlDSA87Ed448 = PublicKeyAlgorithm(rawValue: 31)
    package static let slhDSA128s = PublicKeyAlgorithm(rawValue: 32)
    package static let slhDSA128f = PublicKeyAlgorithm(rawValue: 33)
    package static let slhDSA256s = PublicKeyAlgorithm(rawValue: 34)
    package static let mlKEM768X25519 = PublicKeyAlgorithm(rawValue: 35)
    package static let mlKEM1024X448 = PublicKeyAlgorithm(rawValue: 36)

    /// Whether the public material begins with the modulus of RSA.
    package var isRSA: Bool { (1...3).contains(rawValue) }
}

extension PublicKeyAlgorithm: CustomStringConvertible {
    package var description: String { String(rawValue) }
}
