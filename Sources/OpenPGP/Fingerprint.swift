/// The fingerprint of a key: 16 octets for versions 2 and 3, 20 for version 4, 32 for versions 5
/// and 6 (RFC 9580 §5.5.4). A value of fixed size, ordered by its octets, a proper prefix first.
package struct Fingerprint: Hashable, Sendable, BitwiseCopyable {
    /// The octets from the left, big-endian, the rest zero.
    private let words: (UInt64, UInt64, UInt64, UInt64)
    private let length: UInt8

    /// Number of octets: 16, 20 or 32.
    package var octetCount: Int { Int(length) }

    /// From 16, 20 or 32 octets.
    package init?(bytes: some Collection<UInt8>) {
        // Octets in one place: nothing is specialized for callers in other targets.
        let bytes = Array(bytes)
        let count = bytes.count
        guard Fingerprint.isLength(count) else { return nil }
        var rest = bytes.makeIterator()
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        words.0 = Fingerprint.word(&rest, octets: 8)
        words.1 = Fingerprint.word(&rest, octets: 8)
        words.2 = Fingerprint.word(&rest, octets: min(8, count - 16))
        words.3 = Fingerprint.word(&rest, octets: max(0, count - 24))
        self.words = words
        length = UInt8(truncatingIfNeeded: count)
    }

    /// From 32, 40 or 64 hexadecimal digits of either case, nothing before or between them.
    package init?(hex: some StringProtocol) {
        let hex = String(hex)
        let digits = hex.utf8.count
        guard
            digits % 2 == 0, Fingerprint.isLength(digits / 2),
            var filled = hexadecimalWords(hex, digits: digits)
        else { return nil }
        while filled.count < 4 { filled.append(0) }
        self.init(words: filled, octets: digits / 2)
    }

    private init(words: [UInt64], octets: Int) {
        self.words = (words[0], words[1], words[2], words[3])
        self.length = UInt8(truncatingIfNeeded: octets)
    }

    /// The next octets from the left of a word, the rest zero.
    private static func word(
        _ rest: inout some IteratorProtocol<UInt8>, octets: Int
    ) -> UInt64 {
        var word: UInt64 = 0
        for place in 0..<octets {
            word |= UInt64(rest.next() ?? 0) << UInt64(56 - 8 * place)
        }
        return word
    }

    private static func isLength(_ octets: Int) -> Bool {
        octets == 20 || octets == 32 || octets == 16
    }

    /// The octets.
    package var bytes: [UInt8] {
        let bigEndian = (
            words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
        )
        return withUnsafeBytes(of: bigEndian) { Array($0.prefix(octetCount)) }
    }

    /// 32, 40 or 64 upper-case hexadecimal digits.
    package var hex: String {
        let digits =
            hexadecimal(words.0, digits: 16, uppercase: true)
            + hexadecimal(words.1, digits: 16, uppercase: true)
        switch length {
        case 16: return digits
        case 20: return digits + hexadecimal(words.2 >> 32, digits: 8, uppercase: true)
        default:
            return digits + hexadecimal(words.2, digits: 16, uppercase: true)
                + hexadecimal(words.3, digits: 16, uppercase: true)
        }
    }

    /// The key ID that belongs to a fingerprint of 20 octets (its last eight) or of 32 (its first
    /// eight). Nil for 16 octets: the key ID of versions 2 and 3 comes from the modulus (RFC 9580
    /// §5.5.4).
    package var keyID: KeyID? {
        switch length {
        case 20: KeyID(rawValue: words.1 << 32 | words.2 >> 32)
        case 32: KeyID(rawValue: words.0)
        default: nil
        }
    }

    package static func == (left: Fingerprint, right: Fingerprint) -> Bool {
        left.length == right.length && left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
        hasher.combine(length)
    }
}

extension Fingerprint: Comparable {
    package static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        if left.words != right.words { return left.words < right.words }
        return left.length < right.length
    }
}

extension Fingerprint: CustomStringConvertible {
    package var description: String { hex }
}
