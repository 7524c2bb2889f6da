import Replication
import Synchronization

/// Decides which of many like events get a log line, since strangers decide how many there are.
final class LimitedLog: Sendable {
    private let spacing: Duration
    private let state = Mutex<(next: Instant, held: Int)>((.zero, 0))

    init(spacing: Duration) {
        self.spacing = spacing
    }

    /// The number of events since the last line if there is to be a line now, else nil.
    func take(at now: Instant) -> Int? {
        state.withLock { state in
            state.held += 1
            guard now >= state.next else { return nil }
            defer { state = (now + spacing, 0) }
            return state.held
        }
    }
}
