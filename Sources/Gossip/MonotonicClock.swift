import Replication

/// The clock of one gossip: ``Instant``s since it was made.
struct MonotonicClock: Sendable {
    private let zero = ContinuousClock.now

    var now: Instant { Instant(sinceZero: zero.duration(to: .now)) }
}
