/// One OpenPGP packet: its tag and its body as received. The framing is not kept, because every
/// digest, signature and fingerprint is over bodies (RFC 9580 §4).
package struct Packet: Sendable {
    package let tag: PacketTag
    package let body: [UInt8]

    package init(tag: PacketTag, body: [UInt8]) {
        self.tag = tag
        self.body = body
    }

    /// Length in octets of what `encode(into:)` writes.
    package var encodedLength: Int { Packet.headerLength(body: body.count) + body.count }

    /// Appends the packet in the shortest new-format framing (RFC 9580 §4.2.1).
    package func encode(into output: inout [UInt8]) {
        precondition(tag.rawValue < 64, "A packet tag has six bits.")
        precondition(body.count <= UInt32.max, "A packet body has a length of at most 32 bits.")
        output.append(0xC0 | tag.rawValue)
        let length = body.count
        switch Packet.headerLength(body: length) {
        case 2:
            output.append(UInt8(truncatingIfNeeded: length))
        case 3:
            output.append(UInt8(truncatingIfNeeded: ((length - 192) >> 8) + 192))
            output.append(UInt8(truncatingIfNeeded: length - 192))
        default:
            output.append(0xFF)
            output.append(UInt8(truncatingIfNeeded: length >> 24))
            output.append(UInt8(truncatingIfNeeded: length >> 16))
            output.append(UInt8(truncatingIfNeeded: length >> 8))
            output.append(UInt8(truncatingIfNeeded: length))
        }
        output.append(contentsOf: body)
    }

    /// Octets that the shortest new-format header of a body of this length takes: 2, 3 or 6.
    static func headerLength(body length: Int) -> Int {
        length < 192 ? 2 : length < 8384 ? 3 : 6
    }
}

extension Packet: Hashable {
    package static func == (left: Packet, right: Packet) -> Bool {
        left.tag == right.tag && left.body.count == right.body.count
            && compareOctets(left.body.span, right.body.span) == 0
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(tag.rawValue)
        body.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension Packet: Comparable {
    /// The order of SKS: by tag, then by body as unsigned octets, a proper prefix first.
    package static func < (left: Packet, right: Packet) -> Bool {
        if left.tag != right.tag { return left.tag < right.tag }
        return compareOctets(left.body.span, right.body.span) < 0
    }
}
