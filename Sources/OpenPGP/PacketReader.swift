/// Where one packet lies in the octets of a `PacketReader`.
package struct PacketFrame: Hashable, Sendable {
    package let tag: PacketTag
    /// The whole packet, header included.
    package let range: Range<Int>
    /// The body alone.
    package let body: Range<Int>
}

/// Reads packets one after the other, in either framing.
///
/// The first broken header ends the stream, for nothing after it can be trusted: the reader stays
/// where it is and throws again. A body that is too long is thrown as well, but the reader then
/// stands behind it and can go on.
package struct PacketReader: Sendable {
    package let bytes: [UInt8]
    /// Index in `bytes` of the next packet.
    package private(set) var offset = 0
    private let origin: Int
    private let maximumBodyLength: Int

    /// `origin` is the offset of these octets in their stream; it is added to the offsets in
    /// errors.
    package init(_ bytes: [UInt8], origin: Int = 0, limits: PacketLimits = .standard) {
        self.bytes = bytes
        self.origin = origin
        self.maximumBodyLength = limits.bodyLength
    }

    /// The next packet, or nil at the end.
    package mutating func next() throws(PacketError) -> Packet? {
        guard let frame = try peekFrame() else { return nil }
        skip(frame)
        return try packet(frame)
    }

    /// Where the next packet lies, without moving and without regard to its length; nil at the end.
    package func peekFrame() throws(PacketError) -> PacketFrame? {
        guard offset < bytes.count else { return nil }
        guard
            let header = try PacketHeader.read(bytes.span, at: offset, origin: origin),
            header.packetLength <= bytes.count - offset
        else { throw .truncated(offset: origin + offset) }
        let end = offset + header.packetLength
        return PacketFrame(
            tag: header.tag, range: offset..<end, body: (offset + header.headerLength)..<end)
    }

    /// Whether the next packet begins a key, as far as its header tells: the octets may end inside
    /// it.
    var nextBeginsKey: Bool {
        (try? PacketHeader.read(bytes.span, at: offset, origin: origin))?.tag.beginsKey ?? false
    }

    /// Moves behind a frame that `peekFrame()` gave.
    package mutating func skip(_ frame: PacketFrame) {
        precondition(
            frame.range.lowerBound == offset, "Only the packet that comes next is skipped.")
        offset = frame.range.upperBound
    }

    /// The packet in a frame that `peekFrame()` gave. Throws `bodyTooLong` and nothing else.
    package func packet(_ frame: PacketFrame) throws(PacketError) -> Packet {
        guard frame.body.count <= maximumBodyLength else {
            throw .bodyTooLong(
                length: frame.body.count, limit: maximumBodyLength,
                offset: origin + frame.range.lowerBound)
        }
        return Packet(tag: frame.tag, body: Array(bytes[frame.body]))
    }
}
