import Foundation

/// `--json`: the values that a command prints, for programs.
enum JSONOutput {
    static func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        StandardOutput.line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
