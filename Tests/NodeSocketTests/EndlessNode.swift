import Keyring
import NodeService
import OpenPGP
import Telemetry
import TestNodes

/// A node whose check lasts until it is cancelled.
final class EndlessNode: OperatorService {
    private let (checks, checking) = AsyncStream.makeStream(of: Void.self)

    /// Returns once a check is running.
    func started() async { _ = await checks.first { _ in true } }

    func check() async throws -> CheckReport {
        checking.yield()
        try await Task.sleep(for: .seconds(3600))
        return CheckReport(keys: 0, elements: 0, treeNodes: 0, problems: [])
    }

    private let node = RecordingNode()

    func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        try await node.lookup(query, limit: limit)
    }

    func keys(withDigests digests: [KeyDigest], maximumBytes: Int) async throws -> [[UInt8]] {
        try await node.keys(withDigests: digests, maximumBytes: maximumBytes)
    }

    func submit(_ submission: Submission) async throws -> SubmissionReport {
        try await node.submit(submission)
    }

    func status() async throws -> NodeStatus { try await node.status() }
    func peers() async throws -> [PeerStatus] { try await node.peers() }
    func metrics() async throws -> [MetricFamily] { try await node.metrics() }
    func activity() async throws -> Activity { try await node.activity() }

    func reconcile(with peer: String) async throws -> ReconciliationReport {
        try await node.reconcile(with: peer)
    }

    func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        try await node.redact(fingerprint, userID: userID, undo: undo, by: by)
    }

    func redactions() async throws -> [Redaction] { try await node.redactions() }

    func dump() async throws -> NodeSnapshot { try await node.dump() }
    func backup() async throws -> NodeSnapshot { try await node.backup() }

    func changes(
        after sequence: Int, following: Bool
    ) async throws -> PulledSequence<[KeyChange]> {
        try await node.changes(after: sequence, following: following)
    }

    func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by: String
    ) async throws -> RemovalReport {
        try await node.remove(fingerprint, reason: reason, anyway: anyway, by: by)
    }

    func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport {
        try await node.letBack(fingerprint)
    }

    func removals() async throws -> [Removal] { try await node.removals() }

    func isHealthy() async -> Bool { true }
    func shutdown() async throws {}
}
