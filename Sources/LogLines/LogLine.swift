package import Foundation
package import Logging

/// One event of the log as one line, for people or for programs.
package struct LogLine: Sendable {
    package var time: Date
    package var level: Logger.Level
    /// The part of the program that tells of it.
    package var subsystem: String
    package var message: String
    package var metadata: [String: String]

    package init(
        time: Date, level: Logger.Level, subsystem: String, message: String,
        metadata: [String: String] = [:]
    ) {
        self.time = time
        self.level = level
        self.subsystem = subsystem
        self.message = message
        self.metadata = metadata
    }

    /// How lines are written.
    package enum Format: Sendable {
        /// Time, level, subsystem, message and `key=value`.
        case text
        /// One JSON object (RFC 8259).
        case json
    }

    package func written(as format: Format) -> String {
        switch format {
        case .text: text
        case .json: json
        }
    }

    /// RFC 3339, UTC, with milliseconds.
    private var timestamp: String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private var sortedMetadata: [(key: String, value: String)] {
        metadata.sorted { $0.key < $1.key }
    }

    private var text: String {
        let values = sortedMetadata.map { " \($0.key)=\($0.value)" }.joined()
        return Self.onOneLine("\(timestamp) \(level) \(subsystem): \(message)\(values)")
    }

    /// Text that a stranger may have chosen neither starts a line of its own nor moves a cursor.
    private static func onOneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            line.unicodeScalars.append(isControl(scalar) ? " " : scalar)
        }
        return line
    }

    private var json: String {
        var members = [
            ("time", timestamp), ("level", level.rawValue), ("subsystem", subsystem),
            ("message", message),
        ].map { "\(Self.quoted($0)):\(Self.quoted($1))" }
        if !metadata.isEmpty {
            let values = sortedMetadata.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
            members.append("\"metadata\":{\(values.joined(separator: ","))}")
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case _ where isControl(scalar):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// All of them are below U+00A0; so are four digits enough.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}
