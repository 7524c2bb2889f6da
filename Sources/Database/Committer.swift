import GRDB
import Keyring
import SetReconciliation
import Synchronization

/// The one writer. What is handed in while a transaction is being made durable goes into the next
/// one together, so that many clients share one wait for the disk (group commit).
///
/// The commit point is the end of `inTransaction` in ``run(_:on:)``: before it nothing has
/// happened, after it everything has, and only then is anyone told.
final class Committer: Sendable {
    /// Keys that one transaction takes: bounds what a single add can have to wait for.
    private static let keysPerTransaction = 2_048

    private struct Job {
        let keys: [PreparedKey]
        let continuation: CheckedContinuation<Committed<[KeyOutcome]>, any Error>
    }

    private struct State {
        var waiting: [Job] = []
        var isRunning = false
    }

    private let queue: DatabaseQueue
    private let statements: RowStatements
    private let policy: ServingPolicy
    private let now: @Sendable () -> Int
    /// Told after each commit that changed a key which sets it changed; must not block.
    private let onChange: @Sendable (Set<Profile>) -> Void
    private let state = Mutex(State())
    let metrics = CommitMetrics()
    private let trees: SetTrees

    init(
        queue: DatabaseQueue, statements: RowStatements, trees: SetTrees, policy: ServingPolicy,
        now: @escaping @Sendable () -> Int,
        onChange: @escaping @Sendable (Set<Profile>) -> Void
    ) {
        self.queue = queue
        self.statements = statements
        self.policy = policy
        self.trees = trees
        self.now = now
        self.onChange = onChange
    }

    /// Submissions that wait for the next transaction.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Writes the keys in one transaction; returns after its commit, outcomes in the same order.
    func commit(_ keys: [PreparedKey]) async throws -> Committed<[KeyOutcome]> {
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = state.withLock { state in
                state.waiting.append(Job(keys: keys, continuation: continuation))
                defer { state.isRunning = true }
                return !state.isRunning
            }
            if isFirst { queue.asyncWriteWithoutTransaction { self.drain(on: $0) } }
        }
    }

    private func drain(on db: GRDB.Database) {
        while true {
            let jobs = nextGroup()
            guard !jobs.isEmpty else { return }
            run(jobs, on: db)
        }
    }

    /// The jobs of the next transaction; none when there is nothing left to do.
    private func nextGroup() -> [Job] {
        state.withLock { state in
            var keys = 0
            let count =
                state.waiting.firstIndex { job in
                    defer { keys += job.keys.count }
                    return keys > 0 && keys + job.keys.count > Self.keysPerTransaction
                } ?? state.waiting.count
            let jobs = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.isRunning = !jobs.isEmpty
            return jobs
        }
    }

    private func run(_ jobs: [Job], on db: GRDB.Database) {
        var outcomes: [[KeyOutcome]] = []
        var changed: Set<Profile> = []
        var timing = CommitMetrics.Timing()
        var changedKeys = 0
        do {
            try db.inTransaction(.immediate) {
                var writer = KeyWriter(
                    db: db, statements: statements, policy: policy, now: now())
                outcomes = try jobs.map { job in try job.keys.map { try writer.write($0) } }
                changed = try trees.apply(writer.finish(), on: db, statements)
                try Bookkeeping.count(
                    inserted: writer.inserted, updated: writer.updated, at: now(), on: db)
                timing.written()
                changedKeys = writer.inserted + writer.updated
                return .commit
            }
            metrics.committed(timing, at: now())
        } catch {
            metrics.failed()
            retryOrFail(jobs, after: error, on: db)
            return
        }
        for (job, outcome) in zip(jobs, outcomes) {
            job.continuation.resume(returning: Committed(outcome: outcome))
        }
        if changedKeys > 0 { onChange(changed) }
    }

    /// One job's failure must not be another's: a failed group is tried again job by job.
    private func retryOrFail(_ jobs: [Job], after error: any Error, on db: GRDB.Database) {
        guard jobs.count > 1 else {
            for job in jobs { job.continuation.resume(throwing: error) }
            return
        }
        for job in jobs { run([job], on: db) }
    }

    /// Writes a group of a load, in a transaction of its own.
    func load<Value: Sendable>(
        _ group: @escaping @Sendable (inout KeyWriter) throws -> Value
    ) async throws -> Committed<Value> {
        Committed(
            outcome: try await queue.writeWithoutTransaction { try self.run(group, on: $0) })
    }

    /// Changes keys by order instead of by submission, in a transaction of its own.
    func order<Value: Sendable>(
        _ order: @escaping @Sendable (inout KeyWriter) throws -> Value
    ) async throws -> Committed<Value> {
        let value = try await queue.writeWithoutTransaction { db in
            // What is removed is overwritten.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            defer { try? db.execute(sql: "PRAGMA secure_delete = FAST") }
            return try self.run(order, on: db)
        }
        return Committed(outcome: value)
    }

    private func run<Value>(
        _ order: (inout KeyWriter) throws -> Value, on db: GRDB.Database
    ) throws -> Value {
        var result: Value?
        var changed: Set<Profile> = []
        var changedKeys = 0
        try db.inTransaction(.immediate) {
            var writer = KeyWriter(
                db: db, statements: statements, policy: policy, now: now())
            result = try order(&writer)
            changed = try trees.apply(writer.finish(), on: db, statements)
            try Bookkeeping.count(
                inserted: writer.inserted, updated: writer.updated, at: now(), on: db)
            changedKeys = writer.inserted + writer.updated + writer.deleted
            return .commit
        }
        if changedKeys > 0 { onChange(changed) }
        guard let result else { preconditionFailure("a transaction that was committed has run") }
        return result
    }
}
