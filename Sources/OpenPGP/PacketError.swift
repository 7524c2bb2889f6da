/// Why a stream of packets cannot be read further. Offsets count octets from the beginning of the
/// stream and point at the first octet of the packet in question.
package enum PacketError: Error, Hashable, Sendable {
    /// The octet has bit 7 clear, so no packet begins here (RFC 9580 §4.2).
    case notAPacket(octet: UInt8, offset: Int)
    /// The stream ends inside the packet.
    case truncated(offset: Int)
    /// A partial length; only data packets may have one, never a packet of a key (RFC 9580
    /// §4.2.1.4).
    case partialLength(tag: PacketTag, offset: Int)
    /// An indeterminate length of the old format, which cannot stand inside a key (RFC 9580
    /// §4.2.2).
    case indeterminateLength(tag: PacketTag, offset: Int)
    /// The body is longer than `PacketLimits` allows.
    case bodyTooLong(length: Int, limit: Int, offset: Int)

    /// Where the packet begins that could not be read.
    package var offset: Int {
        switch self {
        case .notAPacket(_, let offset), .truncated(let offset), .partialLength(_, let offset),
            .indeterminateLength(_, let offset), .bodyTooLong(_, _, let offset):
            offset
        }
    }
}

extension PacketError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAPacket(let octet, let offset):
            "octet \(hexadecimal(octet)) at offset \(offset) does not begin an OpenPGP packet"
        case .truncated(let offset):
            "the packet at offset \(offset) is cut off by the end of the data"
        case .partialLength(let tag, let offset):
            "the packet of tag \(tag) at offset \(offset) has a partial length, "
                + "which no packet of a key may have"
        case .indeterminateLength(let tag, let offset):
            "the packet of tag \(tag) at offset \(offset) has an indeterminate length, "
                + "which no packet of a key may have"
        case .bodyTooLong(let length, let limit, let offset):
            "the packet at offset \(offset) has \(length) octets; at most \(limit) are accepted"
        }
    }
}
