import Keyring
import NodeService
import OpenPGP
import Synchronization
import Telemetry

/// A node that says what the test told it to say and remembers what it was asked.
final class RecordingNode: OperatorService {
    struct Script {
        var lookups: [(query: KeyQuery, limit: Int)] = []
        var digestQueries: [(digests: [KeyDigest], maximumBytes: Int)] = []
        var submissions: [Submission] = []
        var reconciled: [String] = []
        var shutdowns = 0
        var lookup = LookupAnswer.nothing
        var keys: [[UInt8]] = []
        var report = SubmissionReport()
        var redactionOrders: [RedactionOrder] = []
        var isHealthy = true
        var failure: (any Error)?
        /// What a dump or backup gives, piece by piece.
        var pieces: [[UInt8]] = []
        /// Thrown behind the last of them.
        var breaking: (any Error)?
        var changes: [(after: Int, following: Bool)] = []
        var removalOrders: [RemovalOrder] = []
    }

    struct RemovalOrder: Equatable {
        let fingerprint: Fingerprint
        /// Nil: to let it back in.
        let reason: String?
        let anyway: Bool
        let by: String?
    }

    struct RedactionOrder: Equatable {
        let fingerprint: Fingerprint
        let userID: [UInt8]?
        let undo: Bool
        let by: String
    }

    private let script = Mutex(Script())

    var asked: Script { script.withLock { $0 } }

    func change(_ change: @Sendable (inout Script) -> Void) { script.withLock { change(&$0) } }

    /// Records, and throws what the test wants to be thrown.
    private func act<Value>(_ act: (inout Script) -> Value) throws -> Value {
        try script.withLock { script in
            let value = act(&script)
            if let failure = script.failure { throw failure }
            return value
        }
    }

    func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        try act {
            $0.lookups.append((query, limit))
            return $0.lookup
        }
    }

    func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        try act {
            $0.digestQueries.append((digests, maximumBytes))
            return $0.keys
        }
    }

    func submit(_ submission: Submission) async throws -> SubmissionReport {
        try act {
            $0.submissions.append(submission)
            return $0.report
        }
    }

    static let status = NodeStatus(
        name: "a", version: "0.1.0", started: 1_700_000_000, keys: 12,
        sets: [
            SetStatus(
                profile: "sks", count: 11, rootDigest: "00112233445566778899aabbccddeeff")
        ], listeners: ["http 127.0.0.1:11371"], refusals: ["hkp.armor": 2], databaseBytes: 4096,
        rules: "claviger-1 test",
        quarantined: [
            QuarantinedItem(fingerprint: "AA", digest: "BB", time: 9, reason: "it died"),
            QuarantinedItem(fingerprint: nil, digest: "CC", time: 8, reason: "it died, too"),
        ],
        workers: [
            WorkerStatus(
                name: "http 1", state: .running, process: 17, started: 1_700_000_001, restarts: 3),
            WorkerStatus(name: "http 2"),
        ],
        configuration: ConfigurationStatus(
            digest: "dd", taken: 1_700_000_001, waiting: ["recon"], problems: ["node.yaml:1: no"])
    )

    func status() async throws -> NodeStatus { try act { _ in Self.status } }

    static let peers = [
        PeerStatus(
            name: "b c/d", recon: "b:11370", http: "http://b:11371", profile: "sks",
            filters: ["yminsky.dedup"], lastIncoming: .init(time: 1, failure: nil, missing: 2),
            lastOutgoing: .init(time: 3, failure: "refused", missing: 4), wanted: 5, useless: 6,
            fetched: 7),
        PeerStatus(name: "e", recon: "e:1", http: "http://e:2", profile: "sks", filters: []),
    ]

    func peers() async throws -> [PeerStatus] { try act { _ in Self.peers } }

    static let activity = Activity(
        hourly: [.init(start: 3600, inserted: 1, updated: 2)],
        daily: [.init(start: 86_400, inserted: 3, updated: 4)])

    func activity() async throws -> Activity { try act { _ in Self.activity } }

    static func reconciliation(_ peer: String) -> ReconciliationReport {
        ReconciliationReport(
            peer: peer, missing: 1, fetched: 2, outstanding: 3, bytesSent: 4, bytesReceived: 5,
            solved: 6, unsolved: 7, seconds: 0.25)
    }

    func reconcile(with peer: String) async throws -> ReconciliationReport {
        try act {
            $0.reconciled.append(peer)
            return Self.reconciliation(peer)
        }
    }

    static let check = CheckReport(keys: 1, elements: 2, treeNodes: 3, problems: ["one", "two"])

    func check() async throws -> CheckReport { try act { _ in Self.check } }

    static let redactions = [
        Redaction(fingerprint: "AA", userIDDigest: "BB", time: 5, by: "user 0"),
        Redaction(fingerprint: "AA", userIDDigest: "CC", time: 4, by: "the court of \"X\""),
    ]

    func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        try act {
            $0.redactionOrders.append(
                .init(fingerprint: fingerprint, userID: userID, undo: undo, by: by))
            return RedactionReport(redactions: Self.redactions, changed: 1)
        }
    }

    func redactions() async throws -> [Redaction] { try act { _ in Self.redactions } }

    static let metrics = [
        MetricFamily.gauge("claviger_keys", "Stored \"keys\".", [MetricSample(12, ["a": "b\n"])]),
        .counter("claviger_seconds_total", "Seconds.", [MetricSample(0.1)]),
        .histogram(
            "claviger_answer_seconds", "Answers.",
            [MetricSample(Distribution(Distribution.answerSeconds))]),
    ]

    func metrics() async throws -> [MetricFamily] { try act { _ in Self.metrics } }
    static let snapshot = SnapshotSummary(
        node: "a", version: "0.1.0", rules: "claviger-1 test", time: 1_700_000_001, keys: 12,
        lastChange: 345, sets: status.sets)

    func dump() async throws -> NodeSnapshot { try snapshot() }
    func backup() async throws -> NodeSnapshot { try snapshot() }

    private func snapshot() throws -> NodeSnapshot {
        let position = Mutex(0)
        return try act { _ in
            NodeSnapshot(
                summary: Self.snapshot,
                octets: PulledSequence {
                    let script = self.asked
                    return try position.withLock { position in
                        guard position < script.pieces.count else {
                            if let breaking = script.breaking { throw breaking }
                            return nil
                        }
                        defer { position += 1 }
                        return script.pieces[position]
                    }
                })
        }
    }

    static let changes = [
        KeyChange(sequence: 7, time: 5, change: .inserted, fingerprint: "AA"),
        KeyChange(sequence: 9, time: 6, change: .updated, fingerprint: "BB"),
        KeyChange(sequence: 10, time: 6, change: .removed, fingerprint: "AA"),
    ]

    /// The changes one by one; with `following` the end never comes.
    func changes(
        after sequence: Int, following: Bool
    ) async throws -> PulledSequence<[KeyChange]> {
        try act { $0.changes.append((sequence, following)) }
        let position = Mutex(0)
        return PulledSequence {
            let number = position.withLock { position in
                defer { position += 1 }
                return position
            }
            if number < Self.changes.count { return [Self.changes[number]] }
            if following { try await Task.sleep(for: .seconds(3_600)) }
            return nil
        }
    }

    static let removals = [
        Removal(fingerprint: "AA", time: 5, by: "user 0", reason: "the court of \"X\"")
    ]

    func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by: String
    ) async throws -> RemovalReport {
        try act {
            $0.removalOrders.append(
                .init(fingerprint: fingerprint, reason: reason, anyway: anyway, by: by))
            return RemovalReport(removal: Self.removals[0], keys: 1, changed: true)
        }
    }

    func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport {
        try act {
            $0.removalOrders.append(
                .init(fingerprint: fingerprint, reason: nil, anyway: false, by: nil))
            return RemovalReport(removal: nil, keys: 0, changed: true)
        }
    }

    func removals() async throws -> [Removal] { try act { _ in Self.removals } }

    func isHealthy() async -> Bool { script.withLock { $0.isHealthy } }

    func shutdown() async throws { try act { $0.shutdowns += 1 } }
}
