import Crypto

/// ML-DSA-65 with Ed25519 and ML-DSA-87 with Ed448 (RFC 9980 §5.2): both halves sign the digest,
/// and both must be valid. The lattice half is swift-crypto's, by FIPS 204 with an empty context.
struct MLDSAKey: VerificationKey {
    private enum Lattice: Sendable {
        case level65(MLDSA65.PublicKey)
        case level87(MLDSA87.PublicKey)
    }

    private let curve: any VerificationKey
    private let lattice: Lattice
    /// Octets of the signature of the curve half, and of the lattice half.
    private let lengths: (curve: Int, lattice: Int)
    private let microseconds: Int

    init(_ key: PublicKey) throws(VerificationObstacle) {
        let material = key.body[key.materialRange]
        switch key.algorithm {
        case .mlDSA65Ed25519:
            curve = try Ed25519Key(material.prefix(32))
            guard let lattice = try? MLDSA65.PublicKey(rawRepresentation: material.dropFirst(32))
            else { throw .invalidMaterial }
            self.lattice = .level65(lattice)
            lengths = (Ed25519Key.length, 3309)
            microseconds = VerificationCost.mlDSA65
        default:
            curve = try Ed448Key(material.prefix(57))
            guard let lattice = try? MLDSA87.PublicKey(rawRepresentation: material.dropFirst(57))
            else { throw .invalidMaterial }
            self.lattice = .level87(lattice)
            lengths = (Ed448Key.length, 4627)
            microseconds = VerificationCost.mlDSA87
        }
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let signature = try signature(material)
        _ = try curve.verify(
            digest, hash, material: signature.prefix(lengths.curve), cost: &cost)
        cost += microseconds
        let half = signature.dropFirst(lengths.curve)
        let isValid =
            switch lattice {
            case .level65(let key): key.isValidSignature(half, for: digest)
            case .level87(let key): key.isValidSignature(half, for: digest)
            }
        guard isValid else { throw .wrong }
        return signature
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        let signature = try signature(material)
        _ = try curve.canonical(signature.prefix(lengths.curve))
        return signature
    }

    private func signature(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        let signature = Array(material.prefix(lengths.curve + lengths.lattice))
        guard signature.count == lengths.curve + lengths.lattice else { throw .malformedMaterial }
        return signature
    }
}
