extension SignatureVerifier {
    /// Names the algorithms, curves, hashes and limits that are verified. Two builds with equal
    /// capabilities give equal verdicts on everything; libcrypto may lack a curve or a hash.
    package static let capabilities: String = {
        let curves = EllipticCurve.allCases.filter { ECDSAKey.Parameters($0) != nil }
        let hashes = MessageDigest.Algorithm.allCases.filter(\.isAvailable)
        return [
            "rsa<=\(VerificationLimits.rsaModulusBits)/\(VerificationLimits.rsaExponentBits)",
            "dsa<=\(VerificationLimits.dsaPrimeBits)/\(VerificationLimits.dsaOrderBits)",
            "ecdsa:" + curves.map(\.rawValue).joined(separator: "+"),
            "eddsa:ed25519+ed448",
            "ed25519", "ed448", "mldsa65+ed25519", "mldsa87+ed448",
            "hash:" + hashes.map { "\($0)" }.joined(separator: "+"),
        ].joined(separator: ",")
    }()
}
