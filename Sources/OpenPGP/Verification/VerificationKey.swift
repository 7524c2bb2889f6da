/// A public key made ready to verify signatures: one conforming type for each kind of algorithm.
protocol VerificationKey: Sendable {
    /// Verifies that `material`, the algorithm-specific part of a signature packet, signs `digest`.
    ///
    /// Gives the material in its canonical form: of all that the same private operation justifies,
    /// the one that everybody writes. `cost` grows by what the public-key operation takes, if it
    /// comes to that.
    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8]

    /// The canonical form of material that is taken for valid: what `verify` gives of it if it is.
    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8]
}

extension PublicKey {
    /// Why signatures of the key are not verified, as far as is seen without arithmetic.
    var formalObstacle: VerificationObstacle? {
        guard body.count <= VerificationLimits.keyLength else { return .tooLarge }
        guard isAlgorithmAllowed else {
            return .forbiddenAlgorithm(algorithm, version: version)
        }
        switch algorithm {
        case .rsa, .rsaEncryptOnly, .rsaSignOnly, .dsa, .eddsaLegacy, .ed25519, .ed448,
            .mlDSA65Ed25519, .mlDSA87Ed448:
            break
        case .ecdsa:
            guard curve.flatMap(ECDSAKey.Parameters.init) != nil else { return .unsupportedCurve }
        default:
            return .unsupportedAlgorithm(algorithm)
        }
        guard isMaterialWellFormed else { return .malformedMaterial }
        guard !hasTrailingOctets else { return .trailingOctets }
        return nil
    }

    /// Whether keys of this version may use the algorithm at all: RSA alone before version 4; the
    /// post-quantum ones in version 6 alone (RFC 9980 §5), which in turn has none of the legacy
    /// curves (RFC 9580 §5.5.5.5).
    private var isAlgorithmAllowed: Bool {
        switch version {
        case 2, 3: algorithm.isRSA
        case 6: algorithm != .eddsaLegacy
        default: !(30...34).contains(algorithm.rawValue)
        }
    }

    /// Makes the key ready.
    func verificationKey() throws(VerificationObstacle) -> any VerificationKey {
        if let formalObstacle { throw formalObstacle }
        switch algorithm {
        case .rsa, .rsaEncryptOnly, .rsaSignOnly: return try RSAKey(self)
        case .dsa: return try DSAKey(self)
        case .ecdsa: return try ECDSAKey(self)
        case .eddsaLegacy: return try eddsaLegacyKey()
        case .ed25519: return try Ed25519Key(body[materialRange])
        case .ed448: return try Ed448Key(body[materialRange])
        case .mlDSA65Ed25519, .mlDSA87Ed448: return try MLDSAKey(self)
        default: throw .unsupportedAlgorithm(algorithm)
        }
    }

    /// The material is well-formed: an object identifier behind its length, then the point as an
    /// integer (RFC 9580 §5.5.5.5). Points on Curve25519 begin with 0x40; GnuPG's version 5 keys
    /// name Ed448 and Ed25519 by the identifiers of RFC 8410 and leave that octet out.
    private func eddsaLegacyKey() throws(VerificationObstacle) -> any VerificationKey {
        let point = try point()
        switch (curve, point.count) {
        case (.ed25519, 33) where point.first == 0x40:
            return EdDSALegacyKey(try Ed25519Key(point.dropFirst()), half: Ed25519Key.length / 2)
        case (.ed25519, 32):
            return EdDSALegacyKey(try Ed25519Key(point[...]), half: Ed25519Key.length / 2)
        case (.ed448, 57):
            return EdDSALegacyKey(try Ed448Key(point[...]), half: Ed448Key.length / 2)
        case (.ed25519, _), (.ed448, _):
            throw .invalidMaterial
        default:
            throw .unsupportedCurve
        }
    }

    /// The point of a key on a named curve, as its integer has it.
    func point() throws(VerificationObstacle) -> [UInt8] {
        let start = materialRange.lowerBound
        guard
            let length = bigEndianNumber(body, at: start, count: 1, end: materialRange.upperBound),
            let point = MultiprecisionInteger(
                body, at: start + 1 + Int(length), end: materialRange.upperBound)
        else { throw .malformedMaterial }
        return Array(body[point.octets])
    }
}
