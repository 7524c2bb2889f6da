import Foundation
package import Logging

/// Writes each event as one ``LogLine``.
package struct LineLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let subsystem: String
    private let format: LogLine.Format
    private let write: @Sendable (String) -> Void

    /// - Parameter write: called with each line, without its end.
    package init(
        subsystem: String, format: LogLine.Format, write: @escaping @Sendable (String) -> Void
    ) {
        self.subsystem = subsystem
        self.format = format
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var values = (metadataProvider?.get() ?? [:])
            .merging(metadata) { $1 }
            .merging(event.metadata ?? [:]) { $1 }
            .mapValues { "\($0)" }
        if let error = event.error { values["error"] = "\(error)" }
        let line = LogLine(
            time: .now, level: event.level, subsystem: subsystem, message: "\(event.message)",
            metadata: values)
        write(line.written(as: format))
    }
}
