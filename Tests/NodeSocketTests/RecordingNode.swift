import Keyring
import NodeService
import OpenPGP
import Synchronization
import Telemetry

/// A node that says what the test told it to say and remembers what it was asked.
final class RecordingNode: NodeService {
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
        ])

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

    func isHealthy() async -> Bool { script.withLock { $0.isHealthy } }

    func shutdown() async throws { try act { $0.shutdowns += 1 } }
}
