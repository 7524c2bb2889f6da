/// One peer of a ``GossipSchedule``.
struct ScheduledPeer: Sendable {
    var isStarted = false
    var isDemanded = false
    /// Failed sessions of ours in a row.
    private(set) var failures = 0
    /// When the session that we dial began; nil while there is none.
    private var running: Instant?
    /// When the last one that we dialled began.
    private var lastBeginning: Instant?
    /// When the next one by interval is due, or the retry after a failure.
    private var regular: Instant?
    /// The first and the last change that no session has told the peer of.
    private var untold: (first: Instant, last: Instant)?
    /// Only a demand is dialled before.
    private var notBefore = Instant.zero
    /// When the running session that the peer dialled began.
    private var incomingBeginning: Instant?

    /// When the next session is due; nil while one runs or before the start.
    func due(_ timing: GossipSchedule.Timing) -> Instant? {
        guard isStarted, running == nil else { return nil }
        if isDemanded { return .zero }
        var due = regular ?? .zero
        if let untold {
            // The first change counts, so that a stream of changes does not put the session off.
            var tell = untold.first + timing.settling
            if let lastBeginning { tell = max(tell, lastBeginning + timing.spacing) }
            due = min(due, tell)
        }
        return max(due, notBefore)
    }

    /// The next regular session is due then at the latest, and a retry too.
    mutating func bringForward(to instant: Instant) {
        regular = regular.map { min($0, instant) }
        notBefore = min(notBefore, instant)
    }

    mutating func changed(at now: Instant) {
        untold = (untold?.first ?? now, now)
    }

    mutating func outgoingBegan(at now: Instant) {
        running = now
        lastBeginning = now
        isDemanded = false
        untold = nil
    }

    /// A failed session is retried after the delay, and the retry tells what it should have told.
    /// One that took long is followed by a rest as long, so that catching up with a peer does not
    /// consist of sessions.
    mutating func outgoingEnded(succeeded: Bool, at now: Instant, delay: Duration) {
        guard let began = running else { return }
        running = nil
        failures = succeeded ? 0 : failures + 1
        regular = now + delay
        notBefore = succeeded ? now + min(began.duration(to: now), delay) : now + delay
    }

    mutating func incomingBegan(at now: Instant) {
        incomingBeginning = now
    }

    /// A peer that got through to us is up, so the next change need not wait for a retry.
    mutating func incomingEnded(succeeded: Bool) {
        guard let began = incomingBeginning else { return }
        incomingBeginning = nil
        guard succeeded else { return }
        if failures > 0 {
            failures = 0
            notBefore = .zero
        }
        if let untold, untold.last <= began { self.untold = nil }
    }
}
