import Crypto

/// Ed25519 (RFC 8032 §5.1) with the digest as its message, by swift-crypto, which is half again as
/// fast as libcrypto.
struct Ed25519Key: VerificationKey {
    /// Octets of a signature.
    static let length = 64

    /// 2^252 + 27742317777372353535851937790883648493, the order of the base point.
    private static let order = Magnitude([
        0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0xDE, 0xF9, 0xDE, 0xA2, 0xF7, 0x9C,
        0xD6, 0x58, 0x12, 0x63, 0x1A, 0x5C, 0xF5, 0xD3, 0xED,
    ])

    private let key: Curve25519.Signing.PublicKey

    init(_ octets: ArraySlice<UInt8>) throws(VerificationObstacle) {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: octets) else {
            throw .invalidMaterial
        }
        self.key = key
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let signature = try canonical(material)
        cost += VerificationCost.ed25519
        guard key.isValidSignature(signature, for: digest) else { throw .wrong }
        return signature
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        let signature = Array(material.prefix(Ed25519Key.length))
        guard
            signature.count == Ed25519Key.length,
            Magnitude(signature[32...].reversed()) < Ed25519Key.order
        else { throw .malformedMaterial }
        return signature
    }
}
