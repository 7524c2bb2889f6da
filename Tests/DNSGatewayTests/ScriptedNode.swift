import Keyring
import NodeService
import OpenPGP
import Synchronization
import Telemetry

/// A node that holds keys and says what it was asked.
final class ScriptedNode: NodeService {
    struct State {
        /// The newest change first.
        var keys: [TransferablePublicKey] = []
        var lookups: [KeyQuery] = []
        var failure: (any Error & Sendable)?
        /// Changes with every set of keys.
        var root = 0
        /// A look-up by fingerprint waits until it is told to go on.
        var gate: AsyncStream<Void>?
    }

    struct Down: Error {}

    let state = Mutex(State())

    init(_ keys: TransferablePublicKey...) { store(keys) }

    func store(_ keys: [TransferablePublicKey], tells: Bool = true) {
        state.withLock { state in
            state.keys = keys
            if tells { state.root += 1 }
        }
    }

    func fails(_ fails: Bool) { state.withLock { $0.failure = fails ? Down() : nil } }

    /// Look-ups by fingerprint, and walks.
    var lookups: (points: Int, walks: Int) {
        state.withLock { state in
            let walks = state.lookups.count {
                if case .words = $0 { true } else { false }
            }
            return (state.lookups.count - walks, walks)
        }
    }

    private func checkFailure() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        let gate = state.withLock { state in
            state.lookups.append(query)
            return state.gate
        }
        try checkFailure()
        if case .fingerprint = query, let gate { for await _ in gate { break } }
        let found = state.withLock { $0.keys }.filter { key in
            switch query {
            case .fingerprint(let fingerprint): key.fingerprint == fingerprint
            case .words(let words, _):
                Set(words).isSubset(of: SearchTerms(of: key).words)
            default: false
            }
        }
        if found.isEmpty { return .nothing }
        return found.count > limit ? .tooMany(limit: limit) : .found(found.map(\.found))
    }

    func status() async throws -> NodeStatus {
        try checkFailure()
        let (count, root) = state.withLock { ($0.keys.count, $0.root) }
        return NodeStatus(
            name: "a", version: "0.1.0", started: 0, keys: count,
            sets: [SetStatus(profile: "claviger-1", count: count, rootDigest: "\(root)")],
            listeners: [], refusals: [:], databaseBytes: 0)
    }

    // What a gateway for DNS has no use for.

    func keys(withDigests digests: [KeyDigest], maximumBytes: Int) async throws -> [[UInt8]] {
        throw NodeServiceError.stopping
    }

    func submit(_ submission: Submission) async throws -> SubmissionReport {
        throw NodeServiceError.stopping
    }

    func peers() async throws -> [PeerStatus] { throw NodeServiceError.stopping }

    func activity() async throws -> Activity { throw NodeServiceError.stopping }

    func reconcile(with peer: String) async throws -> ReconciliationReport {
        throw NodeServiceError.stopping
    }

    func check() async throws -> CheckReport { throw NodeServiceError.stopping }

    func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        throw NodeServiceError.stopping
    }

    func redactions() async throws -> [Redaction] { throw NodeServiceError.stopping }

    func isHealthy() async -> Bool { true }

    func metrics() async throws -> [MetricFamily] { [] }

    func shutdown() async throws { throw NodeServiceError.stopping }
}
