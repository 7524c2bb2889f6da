/// A moment of a clock that only goes forward, whose zero its owner chose (the node's start).
package struct Instant: InstantProtocol, Sendable {
    /// Time since the clock's zero.
    package let sinceZero: Duration

    package static let zero = Instant(sinceZero: .zero)

    package init(sinceZero: Duration) {
        self.sinceZero = sinceZero
    }

    package func advanced(by duration: Duration) -> Instant {
        Instant(sinceZero: sinceZero + duration)
    }

    package func duration(to other: Instant) -> Duration {
        other.sinceZero - sinceZero
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.sinceZero < right.sinceZero
    }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        instant.advanced(by: duration)
    }
}

/// Delays that grow while something keeps failing.
enum Backoff {
    /// The delay after so many failures in a row: `first`, doubled each time, at most `limit`.
    static func delay(after failures: Int, first: Duration, limit: Duration) -> Duration {
        guard failures > 0 else { return .zero }
        var delay = first
        for _ in 1..<failures {
            guard delay < limit else { break }
            delay *= 2
        }
        return min(delay, limit)
    }
}
