/// The octets of one key in a keyring, cut out by framing alone: from a primary key packet to the
/// next.
package struct RawKey: Hashable, Sendable {
    /// Offsets in the stream of the whole key.
    package let range: Range<Int>
    /// The octets; of a key that exceeds the limit only its first packet, and nothing if that
    /// itself does.
    package let bytes: [UInt8]
    /// Whether the key is longer than `PacketLimits` allows, so that its octets were let go.
    package let exceedsLimit: Bool
}
