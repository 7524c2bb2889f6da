/// Why no signature of a key can be verified.
package enum VerificationObstacle: Error, Hashable, Sendable {
    /// The algorithm makes no signatures, or this build does not verify those it makes.
    case unsupportedAlgorithm(PublicKeyAlgorithm)
    /// The curve is unknown, not one that this build verifies, or not one of the algorithm.
    case unsupportedCurve
    /// The algorithm may not be used in keys of this version (RFC 9580 §9.1, RFC 9980 §4).
    case forbiddenAlgorithm(PublicKeyAlgorithm, version: UInt8)
    /// The material does not follow the layout of its algorithm.
    case malformedMaterial
    /// Octets follow the material.
    case trailingOctets
    /// The key packet or one of its integers exceeds a limit of `VerificationLimits`.
    case tooLarge
    /// The numbers are no key of the algorithm: a point off the curve, an even modulus.
    case invalidMaterial
}

extension VerificationObstacle: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unsupportedAlgorithm(let algorithm):
            "signatures of public-key algorithm \(algorithm) are not verified here"
        case .unsupportedCurve:
            "the key names a curve whose signatures are not verified here"
        case .forbiddenAlgorithm(let algorithm, let version):
            "keys of version \(version) may not use public-key algorithm \(algorithm)"
        case .malformedMaterial:
            "the key material does not follow the layout of its algorithm"
        case .trailingOctets:
            "octets follow the key material"
        case .tooLarge:
            "the key is larger than is verified here"
        case .invalidMaterial:
            "the numbers of the key material are no key of its algorithm"
        }
    }
}
