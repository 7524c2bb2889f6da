package import OpenPGP

/// The kinds of keys that sign: algorithm, with the size or curve where it has several.
package enum SigningAlgorithm: String, CaseIterable, Hashable, Sendable {
    case rsa1024
    case rsa2048
    case rsa3072
    case rsa4096
    /// A modulus as long as is verified at all.
    case rsa16384
    /// q of 160 bits.
    case dsa1024
    /// q of 256 bits.
    case dsa2048
    /// q of 384 bits, which libcrypto's DSA refuses.
    case dsa3072
    case ecdsaP256
    case ecdsaP384
    case ecdsaP521
    case ecdsaSecp256k1
    case ecdsaBrainpoolP256
    case ecdsaBrainpoolP384
    case ecdsaBrainpoolP512
    case eddsaLegacy
    case ed25519
    case ed448
    case mlDSA65Ed25519
    case mlDSA87Ed448

    /// All but the one that takes a second to make a key.
    package static let ordinary: [SigningAlgorithm] = allCases.filter { $0 != .rsa16384 }

    package var publicKeyAlgorithm: PublicKeyAlgorithm {
        switch self {
        case .rsa1024, .rsa2048, .rsa3072, .rsa4096, .rsa16384: .rsa
        case .dsa1024, .dsa2048, .dsa3072: .dsa
        case .ecdsaP256, .ecdsaP384, .ecdsaP521, .ecdsaSecp256k1, .ecdsaBrainpoolP256,
            .ecdsaBrainpoolP384, .ecdsaBrainpoolP512:
            .ecdsa
        case .eddsaLegacy: .eddsaLegacy
        case .ed25519: .ed25519
        case .ed448: .ed448
        case .mlDSA65Ed25519: .mlDSA65Ed25519
        case .mlDSA87Ed448: .mlDSA87Ed448
        }
    }

    /// 6 for the algorithms that only version 6 has (RFC 9980), else 4.
    package var usualVersion: UInt8 {
        switch self {
        case .mlDSA65Ed25519, .mlDSA87Ed448: 6
        default: 4
        }
    }

    /// A hash algorithm that suits the size of the key.
    package var usualHash: HashAlgorithm {
        switch self {
        case .ecdsaP384, .ecdsaBrainpoolP384, .dsa3072: .sha384
        case .ecdsaP521, .ecdsaBrainpoolP512, .ed448, .mlDSA87Ed448: .sha512
        case .dsa1024: .sha1
        default: .sha256
        }
    }

    /// Whether of a signature (r, s) anyone can make a second valid one, (r, n − s): so it is with
    /// ECDSA, as a point and its negative have one x coordinate, but not with DSA.
    package var isMalleable: Bool { publicKeyAlgorithm == .ecdsa }

    /// Whether a signature is a row of multiprecision integers.
    package var signsWithIntegers: Bool {
        publicKeyAlgorithm.rawValue < PublicKeyAlgorithm.x25519.rawValue
    }
}
