import Keyring
import NodeService
import OpenPGP
import Synchronization
import Telemetry
import TestSupport

/// Lets a task wait until another opens it.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>(
        (false, []))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// What happened, in the order in which it did.
final class EventLog: Sendable {
    private let events = Mutex<[String]>([])

    func append(_ event: String) { events.withLock { $0.append(event) } }

    var all: [String] { events.withLock { $0 } }
}

/// A node that answers only when a test lets it.
struct SlowNode: NodeService {
    let started = Gate()
    let mayEnd = Gate()
    private let node = MemoryNode()

    private func pause() async {
        started.open()
        await mayEnd.wait()
    }

    func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        await pause()
        return try await node.lookup(query, limit: limit)
    }

    func keys(withDigests digests: [KeyDigest], maximumBytes: Int) async throws -> [[UInt8]] {
        try await node.keys(withDigests: digests, maximumBytes: maximumBytes)
    }

    func submit(_ submission: Submission) async throws -> SubmissionReport {
        await pause()
        return try await node.submit(submission)
    }

    func status() async throws -> NodeStatus { try await node.status() }
    func peers() async throws -> [PeerStatus] { try await node.peers() }
    func metrics() async throws -> [MetricFamily] { try await node.metrics() }
    func activity() async throws -> Activity { try await node.activity() }

    func reconcile(with peer: String) async throws -> ReconciliationReport {
        try await node.reconcile(with: peer)
    }

    func check() async throws -> CheckReport { try await node.check() }

    func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        try await node.redact(fingerprint, userID: userID, undo: undo, by: by)
    }

    func redactions() async throws -> [Redaction] { try await node.redactions() }

    func isHealthy() async -> Bool {
        await pause()
        return true
    }

    func shutdown() async throws {}
}
