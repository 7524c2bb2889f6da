/// Ed448 (RFC 8032 §5.2) with the digest as its message.
struct Ed448Key: VerificationKey {
    /// Octets of a signature.
    static let length = 114

    /// 2^446 − 13818066809895115352007386748515426880336692474882178609894547503885, the order of
    /// the base point.
    private static let order = Magnitude([
        0x3F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7C, 0xCA,
        0x23, 0xE9, 0xC4, 0x4E, 0xDB, 0x49, 0xAE, 0xD6, 0x36, 0x90, 0x21, 0x6C, 0xC2, 0x72, 0x8D,
        0xC5, 0x8F, 0x55, 0x23, 0x78, 0xC2, 0x92, 0xAB, 0x58, 0x44, 0xF3,
    ])

    private let key: LibcryptoKey

    init(_ octets: ArraySlice<UInt8>) throws(VerificationObstacle) {
        guard let key = LibcryptoKey(ed448: octets) else { throw .invalidMaterial }
        self.key = key
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let signature = try canonical(material)
        cost += VerificationCost.ed448
        guard key.verifyMessage(digest, signature: signature) else { throw .wrong }
        return signature
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        let signature = Array(material.prefix(Ed448Key.length))
        guard
            signature.count == Ed448Key.length,
            Magnitude(signature[57...].reversed()) < Ed448Key.order
        else { throw .malformedMaterial }
        return signature
    }
}
