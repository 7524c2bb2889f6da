import OpenPGP

extension PublicKeyAlgorithm {
    /// As gpg and Hockeypuck abbreviate it, for people.
    var shortName: String {
        switch self {
        case .rsa, .rsaEncryptOnly, .rsaSignOnly: "rsa"
        case .elGamal, .elGamalSign: "elgamal"
        case .dsa: "dsa"
        case .ecdh: "ecdh"
        case .ecdsa: "ecdsa"
        case .eddsaLegacy: "eddsa"
        case .x25519: "x25519"
        case .x448: "x448"
        case .ed25519: "ed25519"
        case .ed448: "ed448"
        case .kyber: "kyber"
        case .mlDSA65Ed25519: "mldsa65_ed25519"
        case .mlDSA87Ed448: "mldsa87_ed448"
        case .slhDSA128s: "slhdsa128s"
        case .slhDSA128f: "slhdsa128f"
        case .slhDSA256s: "slhdsa256s"
        case .mlKEM768X25519: "mlkem768_x25519"
        case .mlKEM1024X448: "mlkem1024_x448"
        default: "unknown\(rawValue)"
        }
    }
}
