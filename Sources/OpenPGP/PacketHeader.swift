/// The framing of one packet: tag, length of the header and of the body (RFC 9580 §4.2).
struct PacketHeader: Hashable, Sendable, BitwiseCopyable {
    let tag: PacketTag
    let headerLength: Int
    let bodyLength: Int

    /// Octets from the first of the header to the end of the body.
    var packetLength: Int { headerLength + bodyLength }

    /// The longest header: tag octet, 255, four octets.
    static let maximumLength = 6

    /// Reads the header that begins at `index`. Returns nil if `bytes` ends inside it.
    ///
    /// `origin` is the offset of `bytes[0]` in the stream, for the offsets in errors.
    static func read(
        _ bytes: Span<UInt8>, at index: Int, origin: Int
    ) throws(PacketError) -> PacketHeader? {
        guard index < bytes.count else { return nil }
        let first = bytes[index]
        guard first & 0x80 != 0 else {
            throw .notAPacket(octet: first, offset: origin + index)
        }
        return first & 0x40 == 0
            ? try readOld(bytes, at: index, origin: origin)
            : try readNew(bytes, at: index, origin: origin)
    }

    /// The old format (RFC 9580 §4.2.2).
    private static func readOld(
        _ bytes: Span<UInt8>, at index: Int, origin: Int
    ) throws(PacketError) -> PacketHeader? {
        let first = bytes[index]
        let tag = PacketTag(rawValue: first >> 2 & 0x0F)
        guard first & 3 != 3 else {
            throw .indeterminateLength(tag: tag, offset: origin + index)
        }
        let lengthOctets = 1 << Int(first & 3)
        guard let length = number(bytes, at: index + 1, count: lengthOctets) else { return nil }
        return PacketHeader(tag: tag, headerLength: 1 + lengthOctets, bodyLength: length)
    }

    /// The new format (RFC 9580 §4.2.1).
    private static func readNew(
        _ bytes: Span<UInt8>, at index: Int, origin: Int
    ) throws(PacketError) -> PacketHeader? {
        let tag = PacketTag(rawValue: bytes[index] & 0x3F)
        guard let first = number(bytes, at: index + 1, count: 1) else { return nil }
        switch first {
        case 0..<192:
            return PacketHeader(tag: tag, headerLength: 2, bodyLength: first)
        case 192..<224:
            guard let second = number(bytes, at: index + 2, count: 1) else { return nil }
            let length = (first - 192) << 8 + second + 192
            return PacketHeader(tag: tag, headerLength: 3, bodyLength: length)
        case 255:
            guard let length = number(bytes, at: index + 2, count: 4) else { return nil }
            return PacketHeader(tag: tag, headerLength: 6, bodyLength: length)
        default:
            throw .partialLength(tag: tag, offset: origin + index)
        }
    }

    /// A big-endian number of at most four octets, nil if `bytes` ends before it does.
    private static func number(_ bytes: Span<UInt8>, at index: Int, count: Int) -> Int? {
        guard index + count <= bytes.count else { return nil }
        var value = 0
        for position in index..<(index + count) { value = value << 8 | Int(bytes[position]) }
        return value
    }
}
