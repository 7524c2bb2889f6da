import Synchronization
import Telemetry

/// What the writer's transactions took.
final class CommitMetrics: Sendable {
    /// The times of one transaction.
    struct Timing {
        fileprivate let began = ContinuousClock.now
        fileprivate var end = ContinuousClock.now

        /// All is written; what follows makes it durable.
        mutating func written() { end = .now }
    }

    private let transactions = Histogram(Distribution.diskSeconds)
    private let commits = Histogram(Distribution.diskSeconds)
    private let failures = Counter()
    private let lastSuccess = Mutex<Int?>(nil)

    /// When the last transaction became durable, Unix seconds; nil when none has since the start, or
    /// when one has failed after it.
    var lastCommit: Int? { lastSuccess.withLock { $0 } }

    func committed(_ timing: Timing, at time: Int) {
        lastSuccess.withLock { $0 = time }
        let now = ContinuousClock.now
        transactions.observe(now - timing.began)
        commits.observe(now - timing.end)
    }

    func failed() {
        lastSuccess.withLock { $0 = nil }
        failures.add()
    }

    var families: [MetricFamily] {
        [
            .histogram(
                "claviger_database_transaction_seconds",
                "Write transactions from their beginning until they were durable.",
                [MetricSample(transactions.distribution)]),
            .histogram(
                "claviger_database_commit_seconds",
                "Their last part, in which the write-ahead log is written and fsync waited for.",
                [MetricSample(commits.distribution)]),
            .counter(
                "claviger_database_failed_transactions_total",
                "Write transactions that failed: a full disk, for example.", failures.value),
        ]
    }
}
