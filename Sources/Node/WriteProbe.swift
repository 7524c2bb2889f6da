import Synchronization

/// Finds out whether the node can take something in by trying it, not more often than is good for
/// the disk: anybody may ask for the node's health.
final class WriteProbe: Sendable {
    /// Seconds for which an outcome stands.
    static let spacing = 5
    /// Seconds after which a trial that has not ended counts as failed: the disk hangs.
    static let patience = 10

    private struct State {
        /// When the last trial began, Unix seconds.
        var began: Int?
        var isRunning = false
        var outcome = true
    }

    private let state = Mutex(State())

    /// - Parameter trial: called if the last outcome is too old, and by one caller at a time; the
    ///   others hear the last outcome meanwhile.
    func outcome(at now: Int, _ trial: () async -> Bool) async -> Bool {
        let known = state.withLock { state -> Bool? in
            // A clock that was set back makes an outcome no younger.
            let age = state.began.map { abs(now - $0) }
            if state.isRunning { return state.outcome && (age ?? 0) < Self.patience }
            if let age, age < Self.spacing { return state.outcome }
            state.began = now
            state.isRunning = true
            return nil
        }
        if let known { return known }
        let outcome = await trial()
        state.withLock { state in
            state.isRunning = false
            state.outcome = outcome
        }
        return outcome
    }
}
