/// The Base64 lines of an armored block.
enum ArmorData {
    /// Decodes the lines in `range` of `bytes`. White space at the ends of lines is passed over,
    /// and the checksum with everything behind it. With `spacesArePlus` a space in a line, and at
    /// its end, is taken for a `+`.
    ///
    /// `line` is the number of the line before the first.
    static func decode(
        _ bytes: [UInt8], _ range: Range<Int>, line: Int, spacesArePlus: Bool
    ) throws(ArmorError) -> [UInt8] {
        let capacity = range.count / 4 * 3 + 3
        return try [UInt8](capacity: capacity) { (output) throws(ArmorError) in
            var decoder = Decoder(line: line)
            let span = bytes.span
            var index = range.lowerBound
            while index < range.upperBound, !decoder.hasEnded {
                let end = min(lineEnd(span, from: index), range.upperBound)
                let text = trim(span, index..<end, spaces: !spacesArePlus)
                try decoder.take(span, text, spacesArePlus: spacesArePlus, into: &output)
                index = end + 1
            }
            try decoder.finish(into: &output)
        }
    }

    private static func trim(
        _ span: Span<UInt8>, _ range: Range<Int>, spaces: Bool
    ) -> Range<Int> {
        func isWhite(_ octet: UInt8) -> Bool {
            octet == 0x0D || octet == 0x09 || spaces && octet == 0x20
        }
        var lower = range.lowerBound
        var upper = range.upperBound
        while upper > lower, isWhite(span[upper - 1]) { upper -= 1 }
        while lower < upper, isWhite(span[lower]) { lower += 1 }
        return lower..<upper
    }

    /// Six bits a character, gathered to three octets for four.
    private struct Decoder {
        var line: Int
        /// Whether the checksum was met, behind which nothing counts.
        var hasEnded = false
        private var bits: UInt32 = 0
        private var characters = 0
        private var paddings = 0

        init(line: Int) {
            self.line = line
        }

        mutating func take(
            _ span: Span<UInt8>, _ text: Range<Int>, spacesArePlus: Bool,
            into output: inout OutputSpan<UInt8>
        ) throws(ArmorError) {
            line += 1
            if text.count == 5, span[text.lowerBound] == Base64.padding {
                hasEnded = true
                return
            }
            let table = Base64.values
            let values = table.span
            var index = text.lowerBound
            if characters == 0, paddings == 0 {
                index = Decoder.takeQuadruples(span, text, values, into: &output)
            }
            for index in index..<text.upperBound {
                let octet = span[index]
                if octet == Base64.padding {
                    paddings += 1
                    continue
                }
                var value = values[Int(octet)]
                if spacesArePlus, octet == 0x20 { value = 62 }
                guard value != 0xFF else { throw .invalidCharacter(octet: octet, line: line) }
                guard paddings == 0 else { throw .invalidLength(line: line) }
                bits = bits << 6 | UInt32(value)
                characters &+= 1
                if characters == 4 {
                    output.append(UInt8(truncatingIfNeeded: bits >> 16))
                    output.append(UInt8(truncatingIfNeeded: bits >> 8))
                    output.append(UInt8(truncatingIfNeeded: bits))
                    characters = 0
                }
            }
        }

        /// Takes four characters at a time, as long as all of them are Base64.
        private static func takeQuadruples(
            _ span: Span<UInt8>, _ text: Range<Int>, _ values: Span<UInt8>,
            into output: inout OutputSpan<UInt8>
        ) -> Int {
            var index = text.lowerBound
            while index &+ 4 <= text.upperBound {
                let first = UInt32(values[Int(span[index])])
                let second = UInt32(values[Int(span[index &+ 1])])
                let third = UInt32(values[Int(span[index &+ 2])])
                let fourth = UInt32(values[Int(span[index &+ 3])])
                guard (first | second | third | fourth) < 64 else { break }
                let bits = first << 18 | second << 12 | third << 6 | fourth
                output.append(UInt8(truncatingIfNeeded: bits >> 16))
                output.append(UInt8(truncatingIfNeeded: bits >> 8))
                output.append(UInt8(truncatingIfNeeded: bits))
                index &+= 4
            }
            return index
        }

        /// Two or three characters left stand for one or two octets; padding may be missing, but
        /// not be too much.
        mutating func finish(into output: inout OutputSpan<UInt8>) throws(ArmorError) {
            guard characters != 1, paddings == 0 || characters + paddings == 4 else {
                throw .invalidLength(line: line)
            }
            switch characters {
            case 2:
                output.append(UInt8(truncatingIfNeeded: bits >> 4))
            case 3:
                output.append(UInt8(truncatingIfNeeded: bits >> 10))
                output.append(UInt8(truncatingIfNeeded: bits >> 2))
            default:
                break
            }
        }
    }
}
