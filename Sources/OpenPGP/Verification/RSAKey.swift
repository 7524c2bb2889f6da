/// RSA with the padding of PKCS #1 version 1.5 (RFC 9580 §5.2.3.1).
struct RSAKey: VerificationKey {
    private let modulus: Magnitude
    private let key: LibcryptoKey
    private let microseconds: Int

    init(_ key: PublicKey) throws(VerificationObstacle) {
        var reader = IntegerReader(key.body, key.materialRange)
        guard let modulus = reader.next(), let exponent = reader.next() else {
            throw .malformedMaterial
        }
        guard
            modulus.bitLength <= VerificationLimits.rsaModulusBits,
            exponent.bitLength <= VerificationLimits.rsaExponentBits
        else { throw .tooLarge }
        // With the exponent 1 anybody signs; with an even one nobody does.
        guard
            modulus.isOdd, exponent.isOdd, exponent.bitLength > 1, exponent < modulus,
            let prepared = LibcryptoKey(modulus: modulus, exponent: exponent)
        else { throw .invalidMaterial }
        self.modulus = modulus
        self.key = prepared
        microseconds = VerificationCost.rsa(
            modulusBits: modulus.bitLength, exponentBits: exponent.bitLength)
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let signature = try signature(material)
        guard let octets = signature.padded(to: modulus.octets.count) else {
            throw .malformedMaterial
        }
        cost += microseconds
        guard key.verify(digest, signature: octets, padded: hash) else { throw .wrong }
        return signature.multiprecisionInteger
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        try signature(material).multiprecisionInteger
    }

    /// Below the modulus there is one signature of each digest.
    private func signature(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> Magnitude {
        var reader = IntegerReader(material)
        guard let signature = reader.next(), !signature.isZero, signature < modulus else {
            throw .malformedMaterial
        }
        return signature
    }
}
