import OpenPGP

/// A private key: makes the algorithm-specific parts of packets.
protocol SecretKey: Sendable {
    /// What stands in a public-key packet behind the algorithm.
    var publicMaterial: [UInt8] { get }

    /// What the last integer of a signature is computed modulo: the order of the group, the modulus
    /// of RSA; nil for algorithms without such an integer.
    var order: Natural? { get }

    /// What stands in a signature packet behind the first two octets of the digest (and the salt).
    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8]
}

extension SecretKey {
    var order: Natural? { nil }
}

extension SigningAlgorithm {
    /// The private key with this number.
    func secretKey(number: Int) -> any SecretKey {
        let label = "\(rawValue) \(number)"
        return switch self {
        case .rsa1024: RSASecretKey(bits: 1024, label: label)
        case .rsa2048: RSASecretKey(bits: 2048, label: label)
        case .rsa3072: RSASecretKey(bits: 3072, label: label)
        case .rsa4096: RSASecretKey(bits: 4096, label: label)
        case .rsa16384: RSASecretKey(bits: 16384, label: label)
        case .dsa1024: DSASecretKey(.dsa1024, label: label)
        case .dsa2048: DSASecretKey(.dsa2048, label: label)
        case .dsa3072: DSASecretKey(.dsa3072, label: label)
        case .ecdsaP256: ECDSASecretKey(.nistP256, label: label)
        case .ecdsaP384: ECDSASecretKey(.nistP384, label: label)
        case .ecdsaP521: ECDSASecretKey(.nistP521, label: label)
        case .ecdsaSecp256k1: ECDSASecretKey(.secp256k1, label: label)
        case .ecdsaBrainpoolP256: ECDSASecretKey(.brainpoolP256, label: label)
        case .ecdsaBrainpoolP384: ECDSASecretKey(.brainpoolP384, label: label)
        case .ecdsaBrainpoolP512: ECDSASecretKey(.brainpoolP512, label: label)
        case .eddsaLegacy: EdDSALegacySecretKey(label: label)
        case .ed25519: EdwardsSecretKey(.ed25519, label: label)
        case .ed448: EdwardsSecretKey(.ed448, label: label)
        case .mlDSA65Ed25519: MLDSASecretKey(.mlDSA65, label: label)
        case .mlDSA87Ed448: MLDSASecretKey(.mlDSA87, label: label)
        }
    }
}
