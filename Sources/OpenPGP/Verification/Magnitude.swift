/// A natural number of any size, as the numbers of keys and signatures are compared and written.
/// Arithmetic that is worth its time is libcrypto's.
struct Magnitude: Hashable, Sendable {
    /// Big-endian, without leading zeros; empty for zero.
    let octets: [UInt8]

    /// From big-endian octets with any number of leading zeros.
    init(_ octets: some Collection<UInt8>) {
        self.octets = Array(octets.drop { $0 == 0 })
    }

    var isZero: Bool { octets.isEmpty }

    var isOdd: Bool { octets.last.map { $0 & 1 == 1 } ?? false }

    var bitLength: Int {
        guard let first = octets.first else { return 0 }
        return 8 * octets.count - first.leadingZeroBitCount
    }

    /// Big-endian with leading zeros up to `count` octets; nil if the number is larger.
    func padded(to count: Int) -> [UInt8]? {
        guard octets.count <= count else { return nil }
        return [UInt8](repeating: 0, count: count - octets.count) + octets
    }

    /// As a multiprecision integer with its exact number of bits (RFC 9580 §3.2).
    var multiprecisionInteger: [UInt8] {
        precondition(bitLength <= 0xFFFF, "A multiprecision integer has at most 65535 bits.")
        let bits = UInt16(truncatingIfNeeded: bitLength)
        return [UInt8(bits >> 8), UInt8(truncatingIfNeeded: bits)] + octets
    }

    /// The difference of two numbers, of which the left is not the smaller.
    static func - (left: Magnitude, right: Magnitude) -> Magnitude {
        precondition(left >= right, "A natural number is subtracted from none smaller.")
        var difference = left.octets
        var borrow = 0
        for place in 1...max(1, difference.count) where place <= difference.count {
            let index = difference.count - place
            let subtrahend = place <= right.octets.count ? right.octets.count - place : nil
            let value =
                Int(difference[index]) - (subtrahend.map { Int(right.octets[$0]) } ?? 0)
                - borrow
            borrow = value < 0 ? 1 : 0
            difference[index] = UInt8(truncatingIfNeeded: value)
        }
        return Magnitude(difference)
    }
}

extension Magnitude: Comparable {
    static func < (left: Magnitude, right: Magnitude) -> Bool {
        if left.octets.count != right.octets.count { return left.octets.count < right.octets.count }
        return compareOctets(left.octets.span, right.octets.span) < 0
    }
}

/// Reads the multiprecision integers of a key or a signature one after the other.
struct IntegerReader {
    private let bytes: [UInt8]
    private let end: Int
    private(set) var index: Int

    init(_ slice: ArraySlice<UInt8>) {
        bytes = Array(slice)
        (index, end) = (0, bytes.count)
    }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        (index, end) = (range.lowerBound, range.upperBound)
    }

    /// The next integer, with whatever zeros lead it and whatever number of bits it states; nil if
    /// it does not end in time.
    mutating func next() -> Magnitude? {
        guard let integer = MultiprecisionInteger(bytes, at: index, end: end) else { return nil }
        index = integer.octets.upperBound
        return Magnitude(bytes[integer.octets])
    }
}
