package import Keyring
package import NodeService
package import OpenPGP
import Synchronization
package import Telemetry

/// A node that says what the test told it to say and remembers what it was asked.
package final class RecordingNode: OperatorService {
    package struct Script {
        package var lookups: [(query: KeyQuery, limit: Int)] = []
        package var digestQueries: [(digests: [KeyDigest], maximumBytes: Int)] = []
        package var submissions: [Submission] = []
        package var reconciled: [String] = []
        package var shutdowns = 0
        package var lookup = LookupAnswer.nothing
        /// Each lookup is answered with its own limit instead.
        package var echoesLimits = false
        package var keys: [[UInt8]] = []
        package var report = SubmissionReport()
        package var redactionOrders: [RedactionOrder] = []
        package var isHealthy = true
        package var failure: (any Error)?
        /// What a dump or backup gives, piece by piece.
        package var pieces: [[UInt8]] = []
        /// Thrown behind the last of them.
        package var breaking: (any Error)?
        package var changes: [(after: Int, following: Bool)] = []
        /// What who follows is told behind the others.
        package var moreChanges: AsyncStream<[KeyChange]>?
        package var removalOrders: [RemovalOrder] = []
    }

    package struct RemovalOrder: Equatable {
        package let fingerprint: Fingerprint
        /// Nil: to let it back in.
        package let reason: String?
        package let anyway: Bool
        package let by: String?

        package init(fingerprint: Fingerprint, reason: String?, anyway: Bool, by: String?) {
            self.fingerprint = fingerprint
            self.reason = reason
            self.anyway = anyway
            self.by = by
        }
    }

    package struct RedactionOrder: Equatable {
        package let fingerprint: Fingerprint
        package let userID: [UInt8]?
        package let undo: Bool
        package let by: String

        package init(fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String) {
            self.fingerprint = fingerprint
            self.userID = userID
            self.undo = undo
            self.by = by
        }
    }

    private let script = Mutex(Script())

    package init() {}

    package var asked: Script { script.withLock { $0 } }

    package func change(_ change: @Sendable (inout Script) -> Void) {
        script.withLock { change(&$0) }
    }

    /// Records, and throws what the test wants to be thrown.
    private func act<Value>(_ act: (inout Script) -> Value) throws -> Value {
        try script.withLock { script in
            let value = act(&script)
            if let failure = script.failure { throw failure }
            return value
        }
    }

    package func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        try find(query, limit: limit)
    }

    /// Finds nothing, so that it can be told apart.
    package func lookupWithoutDigests(
        _ query: KeyQuery, limit: Int
    ) async throws -> LookupAnswer {
        let answer = try find(query, limit: limit)
        return if case .found = answer { .nothing } else { answer }
    }

    private func find(_ query: KeyQuery, limit: Int) throws -> LookupAnswer {
        try act {
            $0.lookups.append((query, limit))
            return $0.echoesLimits ? .tooMany(limit: limit) : $0.lookup
        }
    }

    package func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void
    ) {
        let answer = Result { try find(query, limit: limit) }
        if case .success(.found(let keys)) = answer,
            keys.reduce(0, { $0 + $1.packets.count }) > octets
        {
            return then(nil)
        }
        then(answer)
    }

    package func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        try act {
            $0.digestQueries.append((digests, maximumBytes))
            return $0.keys
        }
    }

    package func submit(_ submission: Submission) async throws -> SubmissionReport {
        try act {
            $0.submissions.append(submission)
            return $0.report
        }
    }

    package static let status = NodeStatus(
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

    package func status() async throws -> NodeStatus { try act { _ in Self.status } }

    package static let peers = [
        PeerStatus(
            name: "b c/d", recon: "b:11370", http: "http://b:11371", profile: "sks",
            filters: ["yminsky.dedup"], lastIncoming: .init(time: 1, failure: nil, missing: 2),
            lastOutgoing: .init(time: 3, failure: "refused", missing: 4), wanted: 5, useless: 6,
            fetched: 7),
        PeerStatus(name: "e", recon: "e:1", http: "http://e:2", profile: "sks", filters: []),
    ]

    package func peers() async throws -> [PeerStatus] { try act { _ in Self.peers } }

    package static let activity = Activity(
        hourly: [.init(start: 3600, inserted: 1, updated: 2)],
        daily: [.init(start: 86_400, inserted: 3, updated: 4)])

    package func activity() async throws -> Activity { try act { _ in Self.activity } }

    package static func reconciliation(_ peer: String) -> ReconciliationReport {
        ReconciliationReport(
            peer: peer, missing: 1, fetched: 2, outstanding: 3, bytesSent: 4, bytesReceived: 5,
            solved: 6, unsolved: 7, seconds: 0.25)
    }

    package func reconcile(with peer: String) async throws -> ReconciliationReport {
        try act {
            $0.reconciled.append(peer)
            return Self.reconciliation(peer)
        }
    }

    package static let check = CheckReport(
        keys: 1, elements: 2, treeNodes: 3, problems: ["one", "two"])

    package func check() async throws -> CheckReport { try act { _ in Self.check } }

    package static let redactions = [
        Redaction(fingerprint: "AA", userIDDigest: "BB", time: 5, by: "user 0"),
        Redaction(fingerprint: "AA", userIDDigest: "CC", time: 4, by: "the court of \"X\""),
    ]

    package func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        try act {
            $0.redactionOrders.append(
                .init(fingerprint: fingerprint, userID: userID, undo: undo, by: by))
            return RedactionReport(redactions: Self.redactions, changed: 1)
        }
    }

    package func redactions() async throws -> [Redaction] { try act { _ in Self.redactions } }

    package static let metrics = [
        MetricFamily.gauge("claviger_keys", "Stored \"keys\".", [MetricSample(12, ["a": "b\n"])]),
        .counter("claviger_seconds_total", "Seconds.", [MetricSample(0.1)]),
        .histogram(
            "claviger_answer_seconds", "Answers.",
            [MetricSample(Distribution(Distribution.answerSeconds))]),
    ]

    package func metrics() async throws -> [MetricFamily] { try act { _ in Self.metrics } }
    package static let snapshot = SnapshotSummary(
        node: "a", version: "0.1.0", rules: "claviger-1 test", time: 1_700_000_001, keys: 12,
        lastChange: 345, sets: status.sets)

    package func dump() async throws -> NodeSnapshot { try snapshot() }
    package func backup() async throws -> NodeSnapshot { try snapshot() }

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

    package static let changes = [
        KeyChange(sequence: 7, time: 5, change: .inserted, fingerprint: "AA"),
        KeyChange(sequence: 9, time: 6, change: .updated, fingerprint: "BB"),
        KeyChange(sequence: 10, time: 6, change: .removed, fingerprint: "AA"),
    ]

    /// The changes one by one; with `following` the end never comes.
    package func changes(
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
            if following, let more = self.asked.moreChanges {
                return await more.first { _ in true }
            }
            if following, let more = self.asked.moreChanges {
                return await more.first { _ in true }
            }
            if following { try await Task.sleep(for: .seconds(3_600)) }
            return nil
        }
    }

    package static let removals = [
        Removal(fingerprint: "AA", time: 5, by: "user 0", reason: "the court of \"X\"")
    ]

    package func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by: String
    ) async throws -> RemovalReport {
        try act {
            $0.removalOrders.append(
                .init(fingerprint: fingerprint, reason: reason, anyway: anyway, by: by))
            return RemovalReport(removal: Self.removals[0], keys: 1, changed: true)
        }
    }

    package func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport {
        try act {
            $0.removalOrders.append(
                .init(fingerprint: fingerprint, reason: nil, anyway: false, by: nil))
            return RemovalReport(removal: nil, keys: 0, changed: true)
        }
    }

    package func removals() async throws -> [Removal] { try act { _ in Self.removals } }

    package func isHealthy() async -> Bool { script.withLock { $0.isHealthy } }

    package func shutdown() async throws { try act { $0.shutdowns += 1 } }
}
