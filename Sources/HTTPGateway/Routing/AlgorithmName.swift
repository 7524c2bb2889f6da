package import OpenPGP

extension PublicKeyAlgorithm {
    /// As gpg and Hockeypuck abbreviate it, for people.
    package var shortName: String {
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

    /// As the registry "OpenPGP Public Key Algorithms" has it (RFC 9580 §9.1, RFC 9980).
    var registeredName: String {
        switch self {
        case .rsa: "RSA (Encrypt or Sign)"
        case .rsaEncryptOnly: "RSA Encrypt-Only"
        case .rsaSignOnly: "RSA Sign-Only"
        case .elGamal: "Elgamal (Encrypt-Only)"
        case .elGamalSign: "Elgamal (Encrypt or Sign)"
        case .dsa: "DSA (Digital Signature Algorithm)"
        case .ecdh: "ECDH public key algorithm"
        case .ecdsa: "ECDSA public key algorithm"
        case .eddsaLegacy: "EdDSALegacy"
        case .x25519: "X25519"
        case .x448: "X448"
        case .ed25519: "Ed25519"
        case .ed448: "Ed448"
        case .kyber: "ML-KEM composite of LibrePGP"
        case .mlDSA65Ed25519: "ML-DSA-65+Ed25519"
        case .mlDSA87Ed448: "ML-DSA-87+Ed448"
        case .slhDSA128s: "SLH-DSA-SHAKE-128s"
        case .slhDSA128f: "SLH-DSA-SHAKE-128f"
        case .slhDSA256s: "SLH-DSA-SHAKE-256s"
        case .mlKEM768X25519: "ML-KEM-768+X25519"
        case .mlKEM1024X448: "ML-KEM-1024+X448"
        default: "Unknown (\(rawValue))"
        }
    }

    /// Whether a key of it can have any length (RSA, DSA, Elgamal); that of others follows from the
    /// algorithm or its curve.
    package var hasChosenLength: Bool {
        isRSA || self == .dsa || self == .elGamal || self == .elGamalSign
    }
}
