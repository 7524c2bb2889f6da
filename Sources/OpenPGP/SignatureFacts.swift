/// What the subpackets of a signature say (RFC 9580 §5.2.3), found in one walk over both areas.
struct SignatureFacts: Hashable, Sendable {
    var creationTime: UInt32?
    var expirationTime: UInt32?
    var keyExpirationTime: UInt32?
    var issuerKeyID: KeyID?
    var issuerFingerprint: Fingerprint?
    var keyFlags: KeyFlags?
    var isPrimaryUserID = false
    var isExportable = true
    var reasonForRevocation: Range<Int>?

    /// Versions 2 and 3 have fields instead: time at 3, key ID at 7 of a body of at least 19
    /// octets.
    init(old body: [UInt8]) {
        creationTime = SignatureFacts.number32(body, 3..<7)
        issuerKeyID = SignatureFacts.keyID(body, 7..<15)
    }

    /// Checks the framing of both areas. From the unhashed area, which anyone can change, only the
    /// issuer is taken, and only where the hashed area does not name it.
    init(
        _ body: [UInt8], hashed: Range<Int>, unhashed: Range<Int>
    ) throws(SignatureError) {
        var index = hashed.lowerBound
        while index < hashed.upperBound {
            guard let frame = SubpacketFrame.read(body, at: index, end: hashed.upperBound) else {
                throw .malformedSubpacket(offset: index)
            }
            take(SubpacketType(rawValue: frame.typeOctet & 0x7F), body, frame.body)
            index = frame.body.upperBound
        }
        var hints = SignatureFacts(body: ())
        index = unhashed.lowerBound
        while index < unhashed.upperBound {
            guard let frame = SubpacketFrame.read(body, at: index, end: unhashed.upperBound) else {
                throw .malformedSubpacket(offset: index)
            }
            hints.take(SubpacketType(rawValue: frame.typeOctet & 0x7F), body, frame.body)
            index = frame.body.upperBound
        }
        issuerKeyID =
            issuerKeyID ?? issuerFingerprint?.keyID ?? hints.issuerKeyID
            ?? hints.issuerFingerprint?.keyID
        issuerFingerprint = issuerFingerprint ?? hints.issuerFingerprint
    }

    private init(body: Void) {}

    private mutating func take(_ type: SubpacketType, _ body: [UInt8], _ range: Range<Int>) {
        switch type {
        case .creationTime:
            creationTime = SignatureFacts.number32(body, range) ?? creationTime
        case .expirationTime:
            expirationTime = SignatureFacts.number32(body, range) ?? expirationTime
        case .keyExpirationTime:
            keyExpirationTime = SignatureFacts.number32(body, range) ?? keyExpirationTime
        case .issuerKeyID:
            issuerKeyID = SignatureFacts.keyID(body, range) ?? issuerKeyID
        case .issuerFingerprint:
            issuerFingerprint = SignatureFacts.fingerprint(body[range]) ?? issuerFingerprint
        case .keyFlags:
            keyFlags = KeyFlags(subpacket: body[range])
        case .primaryUserID where range.count == 1:
            isPrimaryUserID = body[range.lowerBound] != 0
        case .exportable where range.count == 1:
            isExportable = body[range.lowerBound] != 0
        case .reasonForRevocation where !range.isEmpty:
            reasonForRevocation = range
        default:
            break
        }
    }

    private static func number32(_ body: [UInt8], _ range: Range<Int>) -> UInt32? {
        guard range.count == 4 else { return nil }
        return bigEndianNumber(body, at: range.lowerBound, count: 4, end: range.upperBound)
            .map { UInt32(truncatingIfNeeded: $0) }
    }

    private static func keyID(_ body: [UInt8], _ range: Range<Int>) -> KeyID? {
        guard range.count == 8 else { return nil }
        return bigEndianNumber(body, at: range.lowerBound, count: 8, end: range.upperBound)
            .map(KeyID.init(rawValue:))
    }

    /// A version octet and the fingerprint of that version (RFC 9580 §5.2.3.35).
    private static func fingerprint(_ subpacket: ArraySlice<UInt8>) -> Fingerprint? {
        let octets =
            switch subpacket.first {
            case 4: 20
            case 5, 6: 32
            default: 0
            }
        guard subpacket.count == octets + 1 else { return nil }
        return Fingerprint(bytes: subpacket.dropFirst())
    }
}
