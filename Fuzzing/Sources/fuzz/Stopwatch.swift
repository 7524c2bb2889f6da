import Glibc

/// Finds the slowest input, finer than libFuzzer does, which counts whole seconds of a clock that
/// goes on while other processes have the processor.
enum Stopwatch {
    /// What takes longer is a finding.
    private static let limit = Duration.seconds(1)

    // libFuzzer has one thread.
    nonisolated(unsafe) private static var slowest = Duration.zero

    /// Calls `body`, and again if it took longer than ever before, to learn its processor time.
    static func time(_ body: () -> Void) {
        let elapsed = ContinuousClock().measure(body)
        guard elapsed > slowest else { return }
        let begin = processorTime()
        body()
        slowest = max(slowest, min(elapsed, processorTime() - begin))
        require(slowest < limit, "an input takes less than a second")
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Writes one more line to libFuzzer's statistics.
    static func report() {
        let (seconds, attoseconds) = slowest.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let line = Array("stat::slowest_unit_microseconds: \(microseconds)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
