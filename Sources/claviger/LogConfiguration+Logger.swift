import LogLines
import Logging
import NodeConfiguration

extension LogConfiguration {
    /// The log of one part of the program, on standard error.
    func logger(_ subsystem: LogSubsystem) -> Logger {
        let format: LogLine.Format =
            switch self.format {
            case .auto: StandardError.isTerminal ? .text : .json
            case .text: .text
            case .json: .json
            }
        var logger = Logger(label: subsystem.rawValue) {
            LineLogHandler(subsystem: $0, format: format, write: StandardError.line)
        }
        logger.logLevel = Logger.Level(level(of: subsystem))
        return logger
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
