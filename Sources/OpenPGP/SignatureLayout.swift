/// Where the fields of a signature lie.
struct SignatureLayout {
    let type: SignatureType
    let publicKeyAlgorithm: PublicKeyAlgorithm
    let hashAlgorithm: HashAlgorithm
    let hashed: Range<Int>
    let hashedArea: Range<Int>
    let unhashedArea: Range<Int>
    let left16: UInt16
    let salt: Range<Int>

    /// Versions 2 and 3 (RFC 9580 §5.2.2): version, 5, type, time, key ID, two algorithms, two
    /// octets of digest.
    init(old body: [UInt8]) throws(SignatureError) {
        guard body.count >= 19 else { throw .truncated(offset: body.count) }
        guard body[1] == 5 else { throw .hashedLength(body[1]) }
        type = SignatureType(rawValue: body[2])
        publicKeyAlgorithm = PublicKeyAlgorithm(rawValue: body[15])
        hashAlgorithm = HashAlgorithm(rawValue: body[16])
        hashed = 2..<7
        hashedArea = 7..<7
        unhashedArea = 7..<7
        left16 = UInt16(body[17]) << 8 | UInt16(body[18])
        salt = 19..<19
    }

    /// Versions 4 to 6 (RFC 9580 §5.2.3): version, type, two algorithms, the hashed and the
    /// unhashed area, each behind its length, two octets of digest, in version 6 the salt behind
    /// its length.
    init(_ body: [UInt8], version: UInt8) throws(SignatureError) {
        guard body.count >= 4 else { throw .truncated(offset: body.count) }
        type = SignatureType(rawValue: body[1])
        publicKeyAlgorithm = PublicKeyAlgorithm(rawValue: body[2])
        hashAlgorithm = HashAlgorithm(rawValue: body[3])
        let lengthOctets = version == 6 ? 4 : 2
        hashedArea = try SignatureLayout.area(body, at: 4, lengthOctets: lengthOctets)
        hashed = 0..<hashedArea.upperBound
        unhashedArea = try SignatureLayout.area(
            body, at: hashedArea.upperBound, lengthOctets: lengthOctets)
        let end = unhashedArea.upperBound
        guard let left = bigEndianNumber(body, at: end, count: 2, end: body.count) else {
            throw .truncated(offset: end)
        }
        left16 = UInt16(truncatingIfNeeded: left)
        salt =
            version == 6
            ? try SignatureLayout.area(body, at: end + 2, lengthOctets: 1) : (end + 2)..<(end + 2)
    }

    /// Octets behind their length, which stands at `index`.
    private static func area(
        _ body: [UInt8], at index: Int, lengthOctets: Int
    ) throws(SignatureError) -> Range<Int> {
        guard let length = bigEndianNumber(body, at: index, count: lengthOctets, end: body.count)
        else { throw .truncated(offset: index) }
        let start = index + lengthOctets
        guard Int(length) <= body.count - start else { throw .truncated(offset: index) }
        return start..<(start + Int(length))
    }
}
