import LogLines
import Logging
import NodeConfiguration

/// The log of this process, on standard error: a logger for each part of the program, whose level
/// can be changed while they are in use.
struct ProcessLog: Sendable {
    private let format: LogLine.Format
    private let thresholds: [LogSubsystem: LogThreshold]

    init(_ configuration: LogConfiguration) {
        format =
            switch configuration.format {
            case .auto: StandardError.isTerminal ? .text : .json
            case .text: .text
            case .json: .json
            }
        thresholds = Dictionary(
            uniqueKeysWithValues: LogSubsystem.allCases.map {
                ($0, LogThreshold(Logger.Level(configuration.level(of: $0))))
            })
    }

    func logger(_ subsystem: LogSubsystem) -> Logger {
        Logger(label: subsystem.rawValue) { [format] label in
            LineLogHandler(
                subsystem: label, format: format, threshold: threshold(of: subsystem),
                write: StandardError.line)
        }
    }

    /// From now on these levels are in force; the format stays.
    func take(_ configuration: LogConfiguration) {
        for subsystem in LogSubsystem.allCases {
            threshold(of: subsystem).level = Logger.Level(configuration.level(of: subsystem))
        }
    }

    private func threshold(of subsystem: LogSubsystem) -> LogThreshold {
        guard let threshold = thresholds[subsystem] else {
            preconditionFailure("every part of the program has its threshold")
        }
        return threshold
    }
}

extension Logger.Level {
    init(_ level: LogLevel) {
        self =
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }
}
