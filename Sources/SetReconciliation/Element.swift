/// An element of a reconciled set: a 128-bit digest.
///
/// The two words are the digest's bytes read as big-endian integers, so comparing elements compares
/// digests byte by byte, which is the order of the prefix tree's leaves.
package struct Element: Hashable, Sendable, BitwiseCopyable {
    /// Digest bytes 0…7.
    package let high: UInt64
    /// Digest bytes 8…15.
    package let low: UInt64

    package static var byteCount: Int { 16 }
    package static var minimum: Element { Element(high: 0, low: 0) }
    package static var maximum: Element { Element(high: .max, low: .max) }

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The element of 16 digest bytes; nil for any other length.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 {
                high = high << 8 | UInt64(byte)
            } else {
                low = low << 8 | UInt64(byte)
            }
        }
        self.init(high: high, low: low)
    }

    /// The element of 16 digest bytes where they lie; nil for any other length.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// The 16 digest bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        bytes.appendBigEndian(high)
        bytes.appendBigEndian(low)
        return bytes
    }
}

extension Element: Comparable {
    package static func < (left: Element, right: Element) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

extension Element: CustomStringConvertible {
    /// The digest in 32 lower-case hexadecimal digits.
    package var description: String {
        [high, low].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }
}
