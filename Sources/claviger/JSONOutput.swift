import Foundation

/// `--json`: the values that a command prints, for programs.
enum JSONOutput {
    static func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        StandardOutput.write(
            escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n")
    }

    /// Control characters that JSON lets stand, as escapes: the value is the same, and a terminal is
    /// left alone. They can only be within strings.
    private static func escaped(_ json: String) -> String {
        let isLeft: (Unicode.Scalar) -> Bool = { (0x7F...0x9F).contains($0.value) }
        guard json.unicodeScalars.contains(where: isLeft) else { return json }
        return json.unicodeScalars.reduce(into: "") { text, scalar in
            let digits = String(scalar.value, radix: 16)
            text += isLeft(scalar) ? "\\u00\(digits)" : String(scalar)
        }
    }

    /// One of many values, on one line.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
