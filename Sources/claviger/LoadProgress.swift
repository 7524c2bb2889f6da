/// The progress of a load on standard error: one line redrawn on a terminal, else a plain line from
/// time to time.
struct LoadProgress {
    private static let redrawInterval = Duration.milliseconds(100)
    private static let lineInterval = Duration.seconds(5)

    private let totalBytes: Int
    private let isTerminal: Bool
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?
    private var isDrawn = false
    /// Where the files were when first heard of: a load that goes on where it was does not begin at
    /// their start.
    private var origin: (time: ContinuousClock.Instant, bytes: Int)?

    init(totalBytes: Int, isTerminal: Bool = StandardError.isTerminal) {
        self.totalBytes = totalBytes
        self.isTerminal = isTerminal
    }

    /// Shows the figures when it is time to.
    mutating func show(keys: Int, bytes: Int) {
        let now = ContinuousClock.now
        let origin = self.origin ?? (now, bytes)
        self.origin = origin
        guard now - (last ?? start) >= (isTerminal ? Self.redrawInterval : Self.lineInterval) else {
            return
        }
        last = now
        let line =
            Self.line(keys: keys, bytes: bytes, totalBytes: totalBytes, elapsed: now - start)
            + Self.timeLeft(
                bytes: totalBytes - bytes, after: bytes - origin.bytes, in: now - origin.time)
        if isTerminal {
            isDrawn = true
            StandardError.write("\r\(line)\u{1B}[K")
        } else {
            StandardError.line(line)
        }
    }

    /// Takes the redrawn line away.
    mutating func clear() {
        if isDrawn { StandardError.write("\r\u{1B}[K") }
        isDrawn = false
    }

    static func line(keys: Int, bytes: Int, totalBytes: Int, elapsed: Duration) -> String {
        let seconds = elapsed / .seconds(1)
        let rate = seconds > 0 ? Int(Double(keys) / seconds) : 0
        return "\(Figures.count(keys)) keys, \(Figures.bytes(bytes)) of "
            + "\(Figures.bytes(totalBytes)), \(Figures.count(rate)) keys/s"
    }

    /// At the rate of what has been read; nothing while that says nothing yet.
    static func timeLeft(bytes: Int, after read: Int, in elapsed: Duration) -> String {
        guard bytes > 0, read > 0 else { return "" }
        let seconds = Int(elapsed / .seconds(1) * Double(bytes) / Double(read))
        return ", \(Figures.duration(seconds: seconds)) left"
    }
}
