/// EdDSA whose signatures are two integers (RFC 9580 §5.2.3.3): the halves of the native signature,
/// each read as a big-endian number.
struct EdDSALegacyKey: VerificationKey {
    private let key: any VerificationKey
    private let half: Int

    /// `half` is the length of half a native signature of the key.
    init(_ key: any VerificationKey, half: Int) {
        self.key = key
        self.half = half
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let (native, integers) = try native(material)
        _ = try key.verify(digest, hash, material: native[...], cost: &cost)
        return integers
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        let (native, integers) = try native(material)
        _ = try key.canonical(native[...])
        return integers
    }

    /// The native signature, and the integers in their shortest form.
    private func native(
        _ material: ArraySlice<UInt8>
    ) throws(SignatureDefect) -> (native: [UInt8], integers: [UInt8]) {
        var reader = IntegerReader(material)
        guard
            let r = reader.next(), let s = reader.next(), let left = r.padded(to: half),
            let right = s.padded(to: half)
        else { throw .malformedMaterial }
        return (left + right, r.multiprecisionInteger + s.multiprecisionInteger)
    }
}
