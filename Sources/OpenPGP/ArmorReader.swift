/// Finds the armored blocks of a text one after the other. After an error in a block the reader
/// stands behind that block and can go on.
package struct ArmorReader: Sendable {
    private let bytes: [UInt8]
    /// Index of the first octet of the next line.
    private var index = 0
    /// Number of the last line taken, from 1.
    private var line = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private static let begin = Array("-----BEGIN PGP ".utf8)
    private static let end = Array("-----END PGP ".utf8)
    private static let dashes = Array("-----".utf8)
    /// Begins text that is signed, not armor; the armored signature follows it.
    private static let signedMessage = "SIGNED MESSAGE"

    /// The next block, or nil if there is no more.
    package mutating func next() throws(ArmorError) -> ArmoredBlock? {
        while let text = takeLine() {
            guard let label = label(of: text, after: ArmorReader.begin) else { continue }
            if label != ArmorReader.signedMessage { return try readBlock(label) }
        }
        return nil
    }

    /// Takes the next line and gives its range without line end and white space around it.
    private mutating func takeLine() -> Range<Int>? {
        guard index < bytes.count else { return nil }
        let lineStart = index
        let end = lineEnd(bytes.span, from: lineStart)
        index = end < bytes.count ? end + 1 : end
        line += 1
        return ArmorReader.trimmed(bytes.span, lineStart..<end)
    }

    private static func trimmed(_ span: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while upper > lower, isWhite(span[upper - 1]) { upper -= 1 }
        while lower < upper, isWhite(span[lower]) { lower += 1 }
        return lower..<upper
    }

    private static func isWhite(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x09 || octet == 0x0D
    }

    /// What stands between `prefix` and the five dashes that end a line.
    private func label(of text: Range<Int>, after prefix: [UInt8]) -> String? {
        let dashes = ArmorReader.dashes
        guard
            text.count > prefix.count + dashes.count, bytes[text].starts(with: prefix),
            bytes[text].suffix(dashes.count).elementsEqual(dashes)
        else { return nil }
        return displayText(bytes[text].dropFirst(prefix.count).dropLast(dashes.count))
    }

    /// Reads the block whose first line was just taken.
    private mutating func readBlock(_ label: String) throws(ArmorError) -> ArmoredBlock {
        let firstLine = line
        let headers = try readHeaders(blockLine: firstLine)
        let dataStart = index
        let dataLine = line
        guard let dataEnd = skipData() else { throw .unended(line: firstLine) }
        let data: [UInt8]
        do throws(ArmorError) {
            data = try ArmorData.decode(
                bytes, dataStart..<dataEnd, line: dataLine, spacesArePlus: false)
        } catch {
            // A form field that was not escaped lost its "+" to spaces; try so before giving up.
            guard
                case .invalidCharacter(octet: 0x20, line: _) = error,
                let repaired = try? ArmorData.decode(
                    bytes, dataStart..<dataEnd, line: dataLine, spacesArePlus: true)
            else { throw error }
            data = repaired
        }
        return ArmoredBlock(
            kind: ArmoredBlock.Kind(rawValue: label), headers: headers, bytes: data,
            line: firstLine)
    }

    /// Reads the headers with the empty line behind them. Where that is missing the data begins at
    /// once, which no header can be mistaken for: Base64 has no colon.
    private mutating func readHeaders(
        blockLine: Int
    ) throws(ArmorError) -> [ArmoredBlock.Header] {
        var headers: [ArmoredBlock.Header] = []
        let start = index
        while true {
            let lineStart = index
            guard let text = takeLine() else { throw .unended(line: blockLine) }
            if text.isEmpty { return headers }
            guard index - start <= Armor.maximumHeaderLength else {
                throw .headersTooLong(line: line, limit: Armor.maximumHeaderLength)
            }
            if let colon = bytes[text].firstIndex(of: UInt8(ascii: ":")) {
                headers.append(
                    ArmoredBlock.Header(
                        key: displayText(bytes[text.lowerBound..<colon]),
                        value: displayText(bytes[(colon + 1)..<text.upperBound].trimmingSpaces)))
                continue
            }
            let isData = bytes[text].allSatisfy {
                Base64.values[Int($0)] != 0xFF || $0 == Base64.padding || $0 == 0x20
            }
            let isEnd = label(of: text, after: ArmorReader.end) != nil
            let isBegin = label(of: text, after: ArmorReader.begin) != nil
            guard isData || isEnd || isBegin else { throw .malformedHeader(line: line) }
            index = lineStart
            line -= 1
            return headers
        }
    }

    /// Takes lines up to and with the END line and gives where that begins. Another BEGIN, which is
    /// left where it is, or the end of the text: nil.
    private mutating func skipData() -> Int? {
        while index < bytes.count {
            let lineStart = index
            guard let text = takeLine() else { return nil }
            guard text.count > 10, bytes[text.lowerBound] == UInt8(ascii: "-") else { continue }
            if label(of: text, after: ArmorReader.end) != nil { return lineStart }
            if label(of: text, after: ArmorReader.begin) != nil {
                index = lineStart
                line -= 1
                return nil
            }
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingSpaces: ArraySlice<UInt8> { drop { $0 == 0x20 || $0 == 0x09 } }
}
