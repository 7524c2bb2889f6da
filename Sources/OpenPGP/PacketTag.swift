/// A packet type ID (RFC 9580 §5), called tag here as in RFC 4880 and in SKS. Any value 0…63 can
/// occur.
package struct PacketTag: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let signature = PacketTag(rawValue: 2)
    package static let secretKey = PacketTag(rawValue: 5)
    package static let publicKey = PacketTag(rawValue: 6)
    package static let secretSubkey = PacketTag(rawValue: 7)
    package static let compressedData = PacketTag(rawValue: 8)
    package static let marker = PacketTag(rawValue: 10)
    package static let literalData = PacketTag(rawValue: 11)
    package static let trust = PacketTag(rawValue: 12)
    package static let userID = PacketTag(rawValue: 13)
    package static let publicSubkey = PacketTag(rawValue: 14)
    package static let userAttribute = PacketTag(rawValue: 17)
    package static let padding = PacketTag(rawValue: 21)

    /// Whether a packet with this tag begins a new key: a public or a secret primary key.
    var beginsKey: Bool { self == .publicKey || self == .secretKey }

    /// Whether the packet carries nothing of the key: marker, trust and padding packets may stand
    /// anywhere and are left out without touching their neighbours (RFC 9580 §5.8, §5.10, §5.14).
    var isIgnorable: Bool { self == .marker || self == .trust || self == .padding }

    package static func < (left: PacketTag, right: PacketTag) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension PacketTag: CustomStringConvertible {
    package var description: String { String(rawValue) }
}
