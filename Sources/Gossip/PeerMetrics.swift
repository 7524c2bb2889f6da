import Node
import Replication
import SetReconciliation
import Telemetry

/// What was counted and measured of the talk with one peer since the node started.
struct PeerMetrics: Sendable {
    /// Of sessions that one side dialled.
    struct Sessions: Sendable {
        var succeeded = 0
        var failed = 0
        /// Of those that got as far as a connection.
        var seconds = Distribution(Distribution.sessionSeconds)
        var processorTime = Duration.zero
        var sentBytes = 0
        var receivedBytes = 0
        var differences = 0
        var declined = 0

        mutating func count(_ outcome: SessionOutcome) {
            if outcome.failure == nil { succeeded += 1 } else { failed += 1 }
            if let duration = outcome.duration { seconds.observe(duration) }
            processorTime += outcome.processorTime
            sentBytes += outcome.bytesSent
            receivedBytes += outcome.bytesReceived
            differences += outcome.missingAndWanted
            declined += outcome.declined
        }
    }

    /// How a fetch ended, without when.
    enum Ending: String, CaseIterable {
        case complete, broken, unavailable, deferred

        init(_ ending: FetchEnding) {
            self =
                switch ending {
                case .complete: .complete
                case .broken: .broken
                case .unavailable: .unavailable
                case .deferred: .deferred
                }
        }
    }

    /// What became of a key that it sent.
    enum Outcome: String, CaseIterable {
        case inserted, updated, unchanged, refused

        init(_ outcome: TakenKey.Outcome) {
            self =
                switch outcome {
                case .inserted: .inserted
                case .updated: .updated
                case .unchanged: .unchanged
                case .refused: .refused
                }
        }
    }

    /// Sessions that the peer dialled.
    var incoming = Sessions()
    /// Sessions that we dialled.
    var outgoing = Sessions()
    var solved = 0
    var unsolved = 0
    var fetches: [Ending: Int] = [:]
    var keys: [Outcome: Int] = [:]
    var fetchedBytes = 0
    var unasked = 0
    /// The end of the last session that succeeded.
    var lastSuccess: Instant?

    mutating func count(_ outcome: SessionOutcome, isIncoming: Bool, at now: Instant) {
        if isIncoming { incoming.count(outcome) } else { outgoing.count(outcome) }
        solved += outcome.counters.polysSolved
        unsolved += outcome.counters.polysUnsolved
        if outcome.failure == nil { lastSuccess = now }
    }

    /// Counts keys that came in one portion.
    mutating func count(_ taken: TakenKeys, octets: Int) {
        fetchedBytes += octets
        for key in taken.keys { keys[Outcome(key.outcome), default: 0] += 1 }
    }

    /// Counts the end of a fetch.
    mutating func count(_ ending: FetchEnding, _ outcome: RecoveryOutcome) {
        fetches[Ending(ending), default: 0] += 1
        unasked += outcome.unasked
    }
}
