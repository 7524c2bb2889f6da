/// What one sender owes of one kind: it grows by what is charged and is forgiven with time.
struct Debt: Sendable, Equatable {
    private var level = 0
    /// When `level` was true, Unix seconds.
    private var time = 0

    private static let secondsPerMinute = 60

    /// What is owed now. A clock that was set back forgives nothing until it has caught up.
    func level(_ meter: IntakeLimits.Meter, at now: Int) -> Int {
        let elapsed = max(0, now - time)
        let (forgiven, overflow) = elapsed.multipliedReportingOverflow(by: meter.perMinute)
        return overflow ? 0 : max(0, level - forgiven / Self.secondsPerMinute)
    }

    mutating func charge(_ amount: Int, _ meter: IntakeLimits.Meter, at now: Int) {
        let (sum, overflow) = level(meter, at: now).addingReportingOverflow(max(0, amount))
        level = overflow ? .max : sum
        time = max(time, now)
    }

    /// What may still be spent now.
    func allowance(_ meter: IntakeLimits.Meter, at now: Int) -> Int {
        max(0, meter.capacity - level(meter, at: now))
    }

    /// Nil when something may be spent now, else the seconds until half of the debt's capacity is
    /// free again: who comes back then gets something done.
    func wait(_ meter: IntakeLimits.Meter, at now: Int) -> Int? {
        let level = level(meter, at: now)
        guard level >= meter.capacity else { return nil }
        let excess = Double(level) - Double(meter.capacity) / 2
        let seconds = excess * Double(Self.secondsPerMinute) / Double(max(1, meter.perMinute))
        return max(1, Int(min(seconds.rounded(.up), Double(Self.longestWait))))
    }

    /// A day: what is told to a client, and lets a `Double` become an integer.
    private static let longestWait = 86_400
}
