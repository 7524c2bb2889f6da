import Foundation
package import Logging

/// Writes each event as one ``LogLine``.
package struct LineLogHandler: LogHandler {
    /// That of the threshold, unless this logger was given one of its own.
    package var logLevel: Logger.Level {
        get { ownLevel ?? threshold.level }
        set { ownLevel = newValue }
    }
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private var ownLevel: Logger.Level?
    private let threshold: LogThreshold
    private let subsystem: String
    private let format: LogLine.Format
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - threshold: whose level is that of this logger.
    ///   - write: called with each line, without its end.
    package init(
        subsystem: String, format: LogLine.Format, threshold: LogThreshold = LogThreshold(.info),
        write: @escaping @Sendable (String) -> Void
    ) {
        self.threshold = threshold
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
