/// The 128-bit digest under which a key takes part in reconciliation, held as two big-endian words
/// so that the order of values is the order of the octets and of the prefix tree (as SKS shows it:
/// 32 hexadecimal digits).
package struct KeyDigest: Hashable, Sendable, BitwiseCopyable {
    package let high: UInt64
    package let low: UInt64

    package static let octetCount = 16

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// From exactly 16 octets.
    package init?(bytes: some Collection<UInt8>) {
        // Here, since it is not specialized for its callers in other targets.
        let bytes = Array(bytes)
        guard bytes.count == KeyDigest.octetCount else { return nil }
        var value: UInt128 = 0
        for byte in bytes { value = value << 8 | UInt128(byte) }
        self.init(
            high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    /// From exactly 32 hexadecimal digits of either case.
    package init?(hex: some StringProtocol) {
        guard let words = hexadecimalWords(String(hex), digits: 32) else { return nil }
        self.init(high: words[0], low: words[1])
    }

    /// The 16 octets.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(KeyDigest.octetCount)
        for word in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// 32 lower-case hexadecimal digits.
    package var hex: String {
        hexadecimal(high, digits: 16, uppercase: false)
            + hexadecimal(low, digits: 16, uppercase: false)
    }
}

extension KeyDigest: Comparable {
    package static func < (left: KeyDigest, right: KeyDigest) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension KeyDigest: CustomStringConvertible {
    package var description: String { hex }
}
