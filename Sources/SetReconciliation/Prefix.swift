/// The key of a prefix tree's node: the first 0…128 bits of a digest, most significant first.
package struct Prefix: Hashable, Sendable, BitwiseCopyable {
    package static var maximumBitCount: Int { 128 }
    package static var root: Prefix { Prefix(uncheckedBitCount: 0, high: 0, low: 0) }

    private let length: UInt8
    /// Bits 0…63; those beyond `bitCount` are zero.
    package let high: UInt64
    /// Bits 64…127; those beyond `bitCount` are zero.
    package let low: UInt64

    package var bitCount: Int { Int(length) }

    private init(uncheckedBitCount: Int, high: UInt64, low: UInt64) {
        length = UInt8(uncheckedBitCount)
        self.high = high
        self.low = low
    }

    /// Nil if the count is not 0…128 or a bit beyond it is set.
    package init?(bitCount: Int, high: UInt64, low: UInt64) {
        guard 0...Self.maximumBitCount ~= bitCount,
            high & ~Self.highMask(bitCount) == 0, low & ~Self.lowMask(bitCount) == 0
        else { return nil }
        self.init(uncheckedBitCount: bitCount, high: high, low: low)
    }

    /// The first bits of an element.
    ///
    /// - Precondition: `bitCount` is 0…128.
    package init(of element: Element, bitCount: Int) {
        precondition(0...Self.maximumBitCount ~= bitCount, "a prefix has 0 to 128 bits")
        self.init(
            uncheckedBitCount: bitCount, high: element.high & Self.highMask(bitCount),
            low: element.low & Self.lowMask(bitCount))
    }

    /// The child whose next bits are `index`.
    ///
    /// - Precondition: there is room for `bitquantum` more bits, and `index` fits in them.
    package func child(_ index: Int, bitquantum: Int) -> Prefix {
        let bitCount = self.bitCount + bitquantum
        precondition(bitCount <= Self.maximumBitCount, "a prefix has at most 128 bits")
        precondition(0..<(1 << bitquantum) ~= index, "a child's index has bitquantum bits")
        let bits = UInt128(index) << UInt128(Self.maximumBitCount - bitCount)
        return Prefix(
            uncheckedBitCount: bitCount, high: high | UInt64(truncatingIfNeeded: bits >> 64),
            low: low | UInt64(truncatingIfNeeded: bits))
    }

    /// All 2^bitquantum children in order; none if there is no room for more bits.
    package func children(bitquantum: Int) -> [Prefix] {
        guard bitCount + bitquantum <= Self.maximumBitCount else { return [] }
        return (0..<(1 << bitquantum)).map { child($0, bitquantum: bitquantum) }
    }

    /// The prefix that is `bitquantum` bits shorter; nil if this one has not as many.
    package func parent(bitquantum: Int) -> Prefix? {
        guard bitCount >= bitquantum else { return nil }
        return Prefix(of: lowerBound, bitCount: bitCount - bitquantum)
    }

    package func contains(_ element: Element) -> Bool {
        element.high & Self.highMask(bitCount) == high
            && element.low & Self.lowMask(bitCount) == low
    }

    /// Whether the other prefix begins with this one.
    package func contains(_ other: Prefix) -> Bool {
        other.bitCount >= bitCount && contains(other.lowerBound)
    }

    /// The least element under this prefix.
    package var lowerBound: Element { Element(high: high, low: low) }

    /// The greatest element under this prefix.
    package var upperBound: Element {
        Element(high: high | ~Self.highMask(bitCount), low: low | ~Self.lowMask(bitCount))
    }

    private static func highMask(_ bitCount: Int) -> UInt64 {
        // A shift by 64 or more gives zero.
        ~(UInt64.max >> UInt64(min(bitCount, 64)))
    }

    private static func lowMask(_ bitCount: Int) -> UInt64 {
        ~(UInt64.max >> UInt64(max(bitCount - 64, 0)))
    }
}

extension Prefix: CustomStringConvertible {
    /// The bits as digits, or `root`.
    package var description: String {
        guard bitCount > 0 else { return "root" }
        let bits = UInt128(high) << 64 | UInt128(low)
        return String(
            (0..<bitCount).map { bits >> UInt128(127 - $0) & 1 == 1 ? "1" : "0" as Character })
    }
}
