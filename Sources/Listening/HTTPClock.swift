import Synchronization

/// The time as answers carry it (RFC 9110 §5.6.7), written out once a second.
package final class HTTPClock: Sendable {
    fileprivate struct Written {
        var second = Int.min
        var text = ""
        /// What is written around it, once that is asked for.
        var octets: [UInt8] = []
    }

    private let now: @Sendable () -> Int
    private let last = Mutex(Written())

    /// - Parameter now: Unix seconds.
    package init(now: @escaping @Sendable () -> Int) { self.now = now }

    package var text: String {
        let second = now()
        return last.withLock { last in
            last.tick(second)
            return last.text
        }
    }

    /// What is written around the time, which is the same until the time is another.
    package func octets(_ write: (String) -> [UInt8]) -> [UInt8] {
        let second = now()
        return last.withLock { last in
            last.tick(second)
            if last.octets.isEmpty { last.octets = write(last.text) }
            return last.octets
        }
    }
}

extension HTTPClock.Written {
    fileprivate mutating func tick(_ second: Int) {
        guard second != self.second else { return }
        self = Self(second: second, text: Timestamp(unix: second).httpDate)
    }
}
