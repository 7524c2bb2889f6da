extension Prefix {
    private var byteCount: Int { (bitCount + 7) / 8 }

    private var significantBytes: ArraySlice<UInt8> {
        lowerBound.bytes.prefix(byteCount)
    }

    private init?(bitCount: Int, bytes: some Collection<UInt8>) {
        guard 0...Self.maximumBitCount ~= bitCount, bytes.count == (bitCount + 7) / 8,
            let bound = Element(
                Array(bytes) + Array(repeating: 0, count: Element.byteCount - bytes.count))
        else { return nil }
        self.init(bitCount: bitCount, high: bound.high, low: bound.low)
    }

    // MARK: The key of a database row

    /// A compact key of a database row: the number of bits, then the bytes that hold them.
    package var storageKey: [UInt8] {
        [UInt8(bitCount)] + significantBytes
    }

    /// Nil if the bytes are not a `storageKey`.
    package init?(storageKey: some Collection<UInt8>) {
        guard let bitCount = storageKey.first else { return nil }
        self.init(bitCount: Int(bitCount), bytes: storageKey.dropFirst())
    }

    // MARK: The wire

    /// Appends the wire form of a bit string: bits, bytes (both 32-bit big-endian), the bytes.
    package func encode(into output: inout [UInt8]) {
        output.appendBigEndian(UInt32(bitCount))
        output.appendBigEndian(UInt32(byteCount))
        output += significantBytes
    }

    /// The prefix of a received bit string; nil if the length and the bytes do not fit each other,
    /// it is longer than a digest, or an unused bit is set.
    init?(wireBitCount: UInt32, bytes: some Collection<UInt8>) {
        guard wireBitCount <= UInt32(Self.maximumBitCount) else { return nil }
        self.init(bitCount: Int(wireBitCount), bytes: bytes)
    }
}
