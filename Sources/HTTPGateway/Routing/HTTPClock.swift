import Synchronization

/// The time as answers carry it (RFC 9110 §5.6.7), written out once a second.
final class HTTPClock: Sendable {
    private let now: @Sendable () -> Int
    private let last = Mutex<(second: Int, text: String)>((.min, ""))

    /// - Parameter now: Unix seconds.
    init(now: @escaping @Sendable () -> Int) { self.now = now }

    var text: String {
        let second = now()
        return last.withLock { last in
            if last.second != second { last = (second, Timestamp(unix: second).httpDate) }
            return last.text
        }
    }
}
