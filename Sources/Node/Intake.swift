import Database
import Keyring
import NodeService
import OpenPGP
import Synchronization
import Telemetry

/// The way in, up to the commit: what arrives is written down in the journal, sorted out by the
/// quarantine, read, held against the stored copies of its keys and verified, on threads of the
/// node's own and within the budget of whoever sent it.
final class Intake: Sendable {
    let quarantine: Quarantine
    let counts = IntakeMetrics()
    private let database: NodeDatabase
    private let workers = WorkerThreads()
    private let journal: IntakeJournal
    private let trap: QuarantineTrap?
    private let budgets: Mutex<IntakeBudgets>
    private let now: @Sendable () -> Int

    /// - Parameter folder: that of the database.
    init(
        folder: String, database: NodeDatabase, quarantine: Quarantine, limits: IntakeLimits,
        trap: QuarantineTrap?, now: @escaping @Sendable () -> Int
    ) throws {
        journal = try IntakeJournal(folder: "\(folder)/\(IntakeJournal.folderName)")
        self.quarantine = quarantine
        budgets = Mutex(IntakeBudgets(limits: limits))
        self.database = database
        self.trap = trap
        self.now = now
    }

    // MARK: Budgets

    func take(_ limits: IntakeLimits) {
        budgets.withLock { $0.limits = limits }
    }

    /// The seconds for which nothing of the sender's is looked at; nil when it is.
    func wait(of sender: Sender) -> Int? {
        budgets.withLock { $0.wait(of: sender, at: now()) }
    }

    private func charge(_ sender: Sender?, _ work: IntakeBudgets.Work) {
        guard let sender else { return }
        budgets.withLock { $0.charge(sender, work, at: now()) }
    }

    private func charge(_ sender: Sender?, bytes: Int) {
        guard let sender else { return }
        budgets.withLock { $0.charge(sender, bytes: bytes, at: now()) }
    }

    /// - Throws: ``NodeServiceError/overBudget(retryAfter:)``.
    private func admitSender(_ sender: Sender?) throws {
        if let sender, let seconds = wait(of: sender) {
            throw NodeServiceError.overBudget(retryAfter: seconds)
        }
    }

    // MARK: Health

    /// Removes what the journal keeps for entries to come. No call may be under way.
    func close() { journal.close() }

    /// Octets of a trial: more than file systems keep in a file's own entry.
    private static let trialLength = 64 << 10

    /// Whether what arrives can be written down, as it has to be before anything else. Takes some
    /// 100 microseconds, and waits for no disk.
    func canWrite() -> Bool {
        let octets = [UInt8](repeating: 0, count: Self.trialLength)
        guard let entry = try? journal.enter([octets], origin: .load) else { return false }
        entry.leave()
        return true
    }

    var metrics: [MetricFamily] {
        counts.families + [
            .gauge(
                "claviger_intake_waiting",
                "Portions of submissions that are judged or wait for a thread.",
                workers.waiting.map { MetricSample($0.value, ["queue": $0.key]) }),
            .gauge(
                "claviger_quarantined_items",
                "Key material that the node died of and leaves alone.", quarantine.items.count),
        ]
    }

    // MARK: Judging

    /// Judges all keys of a submission.
    ///
    /// - Throws: ``NodeServiceError/overBudget(retryAfter:)`` when nothing of it was looked at.
    func judge(_ submission: Submission) async throws -> Judged {
        let sender = Sender(submission.origin)
        try admitSender(sender)
        guard case .client = submission.origin else {
            return try await judge([submission.bytes], from: submission.origin) { bytes in
                Admission.read(Submission(origin: submission.origin, bytes: bytes))
            }
        }
        return try await workers.run(for: .client) {
            // Others of the sender's may have been before it in the queue.
            try self.admitSender(sender)
            self.charge(sender, bytes: submission.bytes.count)
            let entry = try self.journal.enter(submission)
            let readings = self.read([submission.bytes]) { bytes in
                Admission.read(Submission(origin: submission.origin, bytes: bytes))
            }
            return Judged(
                judgements: try self.judge(readings, of: submission.origin, sender), entry: entry)
        }
    }

    /// Judges a batch of a load into a database that serves nobody, on one thread: so many at once as
    /// there are ``loadWidth`` keep all cores busy.
    ///
    /// - Parameter trusting: as for ``Admission``.
    func judge(loaded bytes: [UInt8], trusting: Bool) async throws -> Judged {
        try await workers.run(for: .load) {
            let entry = try self.journal.enter([bytes], origin: .load)
            let readings = self.read([bytes]) { Admission.read(keyring: $0) }
            var judge = SubmissionJudge(
                database: self.database, origin: .load, trap: self.trap, trusting: trusting,
                allowance: .unlimited)
            judge.unknown = try self.database.unknown(among: readings.compactMap(\.fingerprint))
            return Judged(judgements: try readings.map { try judge.judge($0) }, entry: entry)
        }
    }

    /// Batches of a load that are worth handing in at once.
    var loadWidth: Int { workers.width(of: .load) }

    /// Judges what a peer sent or the operator loads, on several cores: there is no budget to be
    /// spent in order. Between portions a peer that has run into debt is stopped.
    func judge(
        _ blobs: [[UInt8]], from origin: Submission.Origin,
        reading: @escaping @Sendable ([UInt8]) -> [Admission.Reading]
    ) async throws -> Judged {
        let sender = Sender(origin)
        let urgency = WorkerThreads.Urgency(origin)
        let (readings, entry) = try await workers.run(for: urgency) {
            let entry = try self.journal.enter(blobs, origin: origin)
            return (self.read(blobs, reading), entry)
        }
        var judged = Judged(judgements: [], entry: entry)
        var portions = Portions(readings)
        try await withThrowingTaskGroup(of: (Int, [Judgement]).self) { group in
            var results: [Int: [Judgement]] = [:]
            var started = 0
            var running = 0
            while true {
                while running < workers.width(of: urgency), judged.resumeAfter == nil {
                    if let sender, let seconds = wait(of: sender), !portions.isAtEnd {
                        judged.resumeAfter = seconds
                        break
                    }
                    guard let portion = portions.next() else { break }
                    let number = started
                    group.addTask {
                        let judgements = try await self.workers.run(for: urgency) {
                            try self.judge(portion, of: origin, sender)
                        }
                        return (number, judgements)
                    }
                    started += 1
                    running += 1
                }
                guard let (number, judgements) = try await group.next() else { break }
                results[number] = judgements
                running -= 1
            }
            judged.judgements = (0..<started).flatMap { results[$0] ?? [] }
        }
        return judged
    }

    /// Reads what is not quarantined.
    private func read(
        _ blobs: [[UInt8]], _ reading: ([UInt8]) -> [Admission.Reading]
    ) -> [Admission.Reading] {
        blobs.flatMap { blob -> [Admission.Reading] in
            guard let screening = quarantine.screen(blob) else { return reading(blob) }
            return screening.refused.map { .refused($0) }
                + (screening.passed.isEmpty ? [] : Admission.read(keyring: screening.passed))
        }
    }

    /// Judges a portion on the calling thread, and charges the sender with what it cost.
    private func judge(
        _ readings: [Admission.Reading], of origin: Submission.Origin, _ sender: Sender?
    ) throws -> [Judgement] {
        let allowance =
            sender.map { sender in
                budgets.withLock { $0.allowance(of: sender, at: now()) }
            } ?? .unlimited
        var judge = SubmissionJudge(
            database: database, origin: origin, trap: trap, allowance: allowance)
        defer { charge(sender, judge.work) }
        return try readings.map { try judge.judge($0) }
    }
}

extension WorkerThreads.Urgency {
    fileprivate init(_ origin: Submission.Origin) {
        self =
            switch origin {
            case .client: .client
            case .load: .load
            case .peer: .recovery
            }
    }
}

extension Admission.Reading {
    /// Of a key.
    fileprivate var fingerprint: Fingerprint? {
        if case .key(let received) = self { received.fingerprint } else { nil }
    }
}

/// Cuts readings into portions that take some milliseconds each, unless one key alone is larger.
private struct Portions {
    private static let octets = 128 << 10
    private static let keys = 64

    private var rest: ArraySlice<Admission.Reading>

    init(_ readings: [Admission.Reading]) { rest = readings[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func next() -> [Admission.Reading]? {
        guard !rest.isEmpty else { return nil }
        var octets = 0
        var portion: [Admission.Reading] = []
        while octets < Self.octets, portion.count < Self.keys, let reading = rest.popFirst() {
            if case .key(let received) = reading { octets += received.key.encodedLength }
            portion.append(reading)
        }
        return portion
    }
}
