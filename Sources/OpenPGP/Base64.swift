/// Base64 as ASCII armor uses it (RFC 9580 §6.2, RFC 4648 §4), by tables.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Two characters for each number of twelve bits, the first in the low octet.
    private static let pairs: [UInt16] = (0..<4096).map { number in
        UInt16(alphabet[number & 63]) << 8 | UInt16(alphabet[number >> 6])
    }

    /// The six bits of each character; 0xFF where there are none.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() {
            values[Int(character)] = UInt8(truncatingIfNeeded: value)
        }
        return values
    }()

    static let padding = UInt8(ascii: "=")

    /// Octets in a line of 64 characters.
    static let octetsPerLine = 48

    /// Length of `encode(_:into:)`'s result.
    static func encodedLength(_ count: Int) -> Int {
        (count + 2) / 3 * 4 + (count + octetsPerLine - 1) / octetsPerLine
    }

    /// Appends `bytes` to `output` in lines of 64 characters, each ended by LF.
    static func encode(_ bytes: Span<UInt8>, into output: inout OutputSpan<UInt8>) {
        let pairs = Base64.pairs.span
        var index = 0
        while index < bytes.count {
            // The last six octets of a line are read as a word of eight.
            if index &+ octetsPerLine &+ 2 <= bytes.count {
                encodeLine(bytes, at: index, pairs, into: &output)
                index &+= octetsPerLine
            } else {
                let end = min(index &+ octetsPerLine, bytes.count)
                encodeEnd(bytes, index..<end, pairs, into: &output)
                index = end
            }
            output.append(UInt8(ascii: "\n"))
        }
    }

    /// A whole line, six octets to eight characters at a time.
    private static func encodeLine(
        _ bytes: Span<UInt8>, at start: Int, _ pairs: Span<UInt16>,
        into output: inout OutputSpan<UInt8>
    ) {
        precondition(output.freeCapacity >= 64, "The caller reserves the length of the result.")
        let raw = bytes.bytes
        output.withUnsafeMutableBufferPointer { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            for group in 0..<8 {
                let word = UInt64(
                    bigEndian: raw.unsafeLoadUnaligned(
                        fromByteOffset: start &+ 6 &* group, as: UInt64.self))
                let low =
                    UInt64(pairs[Int(word >> 52)]) | UInt64(pairs[Int(word >> 40 & 0xFFF)]) << 16
                let high =
                    UInt64(pairs[Int(word >> 28 & 0xFFF)])
                    | UInt64(pairs[Int(word >> 16 & 0xFFF)]) << 16
                target.storeBytes(
                    of: (low | high << 32).littleEndian, toByteOffset: count &+ 8 &* group,
                    as: UInt64.self)
            }
            count &+= 64
        }
    }

    /// The end of the data, at most a line: three octets at a time, then padding.
    private static func encodeEnd(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ pairs: Span<UInt16>,
        into output: inout OutputSpan<UInt8>
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let left = range.upperBound - index
            let number =
                Int(bytes[index]) << 16 | (left > 1 ? Int(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? Int(bytes[index + 2]) : 0)
            append(pairs[number >> 12], to: &output)
            if left > 2 {
                append(pairs[number & 0xFFF], to: &output)
            } else {
                output.append(left == 2 ? alphabet[number >> 6 & 63] : padding)
                output.append(padding)
            }
            index += 3
        }
    }

    private static func append(_ pair: UInt16, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(truncatingIfNeeded: pair))
        output.append(UInt8(truncatingIfNeeded: pair >> 8))
    }
}
