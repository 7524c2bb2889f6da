/// A subpacket type ID of signatures (RFC 9580 §5.2.3.7), without the critical bit. Any value 0…127
/// can occur.
package struct SubpacketType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let creationTime = SubpacketType(rawValue: 2)
    package static let expirationTime = SubpacketType(rawValue: 3)
    package static let exportable = SubpacketType(rawValue: 4)
    package static let trust = SubpacketType(rawValue: 5)
    package static let regularExpression = SubpacketType(rawValue: 6)
    package static let revocable = SubpacketType(rawValue: 7)
    package static let keyExpirationTime = SubpacketType(rawValue: 9)
    package static let revocationKey = SubpacketType(rawValue: 12)
    package static let issuerKeyID = SubpacketType(rawValue: 16)
    package static let notation = SubpacketType(rawValue: 20)
    package static let keyserverPreferences = SubpacketType(rawValue: 23)
    package static let preferredKeyserver = SubpacketType(rawValue: 24)
    package static let primaryUserID = SubpacketType(rawValue: 25)
    package static let policyURI = SubpacketType(rawValue: 26)
    package static let keyFlags = SubpacketType(rawValue: 27)
    package static let signersUserID = SubpacketType(rawValue: 28)
    package static let reasonForRevocation = SubpacketType(rawValue: 29)
    package static let features = SubpacketType(rawValue: 30)
    package static let signatureTarget = SubpacketType(rawValue: 31)
    package static let embeddedSignature = SubpacketType(rawValue: 32)
    package static let issuerFingerprint = SubpacketType(rawValue: 33)
    package static let attestedCertifications = SubpacketType(rawValue: 37)
}

/// One subpacket of a signature.
package struct Subpacket: Hashable, Sendable {
    package let type: SubpacketType
    /// Whether a verifier that does not know the type must not trust the signature; means nothing
    /// in the unhashed area.
    package let isCritical: Bool
    /// What follows the type octet.
    package let body: [UInt8]

    package init(type: SubpacketType, isCritical: Bool, body: [UInt8]) {
        self.type = type
        self.isCritical = isCritical
        self.body = body
    }
}

/// Where a subpacket lies: its type octet, and the range of what follows it. Signatures and user
/// attributes frame their subpackets alike (RFC 9580 §5.2.3.7, §5.12).
struct SubpacketFrame: Hashable, Sendable {
    let typeOctet: UInt8
    let body: Range<Int>

    /// Reads the subpacket that begins at `index` of `bytes`; nil if it is empty, has no type octet
    /// or does not end before `end`.
    static func read(_ bytes: [UInt8], at index: Int, end: Int) -> SubpacketFrame? {
        guard let first = bigEndianNumber(bytes, at: index, count: 1, end: end) else { return nil }
        let lengthOctets: Int
        let length: Int
        switch first {
        case 0..<192:
            (lengthOctets, length) = (1, Int(first))
        case 192..<255:
            guard let both = bigEndianNumber(bytes, at: index, count: 2, end: end) else {
                return nil
            }
            (lengthOctets, length) = (2, Int(both) - 192 << 8 + 192)
        default:
            guard let four = bigEndianNumber(bytes, at: index + 1, count: 4, end: end) else {
                return nil
            }
            (lengthOctets, length) = (5, Int(four))
        }
        let start = index + lengthOctets
        guard length >= 1, length <= end - start else { return nil }
        return SubpacketFrame(typeOctet: bytes[start], body: (start + 1)..<(start + length))
    }
}
