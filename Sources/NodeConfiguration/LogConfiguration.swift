/// The section `log`: what is told on standard error, and how.
package struct LogConfiguration: Sendable, Equatable {
    /// What is told by those parts for which nothing else is said.
    package var level: LogLevel
    package var levels: [LogSubsystem: LogLevel]
    package var format: LogFormat

    package init(
        level: LogLevel = .info, levels: [LogSubsystem: LogLevel] = [:], format: LogFormat = .auto
    ) {
        self.level = level
        self.levels = levels
        self.format = format
    }

    /// The audit log is not silenced along with everything else, only by its own name.
    package func level(of subsystem: LogSubsystem) -> LogLevel {
        levels[subsystem] ?? (subsystem == .audit ? .notice : level)
    }
}

/// How much an event matters, the least first.
package enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}

/// A part of the program that has a level of its own.
package enum LogSubsystem: String, Sendable, CaseIterable {
    /// Starting, stopping, the database, what an earlier process left.
    case node
    /// The node socket.
    case socket
    case http
    case dns
    /// Recon sessions and fetching.
    case gossip
    /// Who gave which order, and what came of it.
    case audit
}

/// How events are written.
package enum LogFormat: String, Sendable, CaseIterable {
    /// Text on a terminal, JSON anywhere else.
    case auto
    case text
    case json
}
