package import Logging
import Synchronization

/// From which level on one part of the program tells of events. It can be moved while loggers that
/// look at it are in use everywhere.
package final class LogThreshold: Sendable {
    /// A place in `Logger.Level.allCases`, since levels are not atomic.
    private let place: Atomic<Int>

    package init(_ level: Logger.Level) { place = Atomic(Self.place(of: level)) }

    package var level: Logger.Level {
        get { Logger.Level.allCases[place.load(ordering: .relaxed)] }
        set { place.store(Self.place(of: newValue), ordering: .relaxed) }
    }

    private static func place(of level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }
}
