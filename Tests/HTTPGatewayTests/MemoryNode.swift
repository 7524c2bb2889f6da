import Keyring
import Listening
import NIOCore
import NIOPosix
import NodeService
import OpenPGP
import Synchronization
import Telemetry

/// A node that holds its keys in a dictionary: what it answers comes from what it was given, of
/// which it verifies nothing.
final class MemoryNode: NodeService {
    struct State {
        var keys: [Fingerprint: TransferablePublicKey] = [:]
        /// In order of arrival, the newest last.
        var order: [Fingerprint] = []
        var submissions: [Submission] = []
        var isHealthy = true
        var failure: (any Error & Sendable)?
        var peers: [PeerStatus] = []
        /// What HKP v1 gives out of a key, where that differs.
        var legacyForms: [Fingerprint: [UInt8]] = [:]
        /// What every submission is told to have left out.
        var ignored: [SubmissionReport.Ignored] = []
        var promptness: Promptness?
        /// How often it was asked in each way and has answered.
        var lookups = 0
        var lookupsAtOnce = 0
        /// Whether it was asked on a loop of ours, each time it was asked on one.
        var askedOnOurs: [Bool] = []
        /// How long what takes longer takes.
        var pause: Duration?
    }

    /// How it answers who asks it on an event loop.
    enum Promptness {
        case atOnce
        /// From the event loop, later.
        case later
        /// Later it says that it takes longer.
        case refuses
    }

    let state = Mutex(State())

    init(_ keys: [TransferablePublicKey] = []) {
        for key in keys { store(key) }
    }

    func store(_ key: TransferablePublicKey) {
        state.withLock { state in
            state.keys[key.fingerprint] = key
            state.order.removeAll { $0 == key.fingerprint }
            state.order.append(key.fingerprint)
        }
    }

    var submissions: [Submission] { state.withLock { $0.submissions } }

    private func checkFailure() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        state.withLock { $0.lookups += 1 }
        if let pause = state.withLock({ $0.pause }) { try await Task.sleep(for: pause) }
        return try find(query, limit: limit)
    }

    func lookupWithoutDigests(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        try await lookup(query, limit: limit).withoutDigests
    }

    func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void
    ) {
        state.withLock { $0.askedOnOurs.append(ReadinessLoop.current != nil) }
        guard let promptness = state.withLock({ $0.promptness }) else { return then(nil) }
        state.withLock { $0.lookupsAtOnce += 1 }
        let answer = Result { try find(query, limit: limit).withoutDigests }
        if case .success(.found(let keys)) = answer,
            keys.reduce(0, { $0 + $1.packets.count }) > octets
        {
            return then(nil)
        }
        if promptness != .atOnce, let loop = ReadinessLoop.current {
            loop.schedule(at: .now() + .milliseconds(1)) {
                then(promptness == .refuses ? nil : answer)
            }
            return
        }
        guard promptness != .atOnce, let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop
        else { return then(answer) }
        let later = NIOLoopBound(then, eventLoop: eventLoop)
        eventLoop.scheduleTask(in: .milliseconds(1)) {
            later.value(promptness == .refuses ? nil : answer)
        }
    }

    private func find(_ query: KeyQuery, limit: Int) throws -> LookupAnswer {
        try checkFailure()
        let (found, legacyForms) = state.withLock { state in
            let keys = state.order.reversed().compactMap { state.keys[$0] }
            return (keys.filter { $0.matches(query) }, state.legacyForms)
        }
        if found.isEmpty { return .nothing }
        if found.count > limit { return .tooMany(limit: limit) }
        return .found(
            found.map {
                FoundKey(
                    fingerprint: $0.fingerprint, digest: $0.digestInSKS,
                    packets: $0.encoded(), legacyPackets: legacyForms[$0.fingerprint])
            })
    }

    func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        try checkFailure()
        let all = state.withLock { Array($0.keys.values) }
        var left = maximumBytes
        var found: [[UInt8]] = []
        for digest in digests {
            guard let key = all.first(where: { $0.digestInSKS == digest }) else {
                continue
            }
            let packets = key.encoded()
            guard packets.count <= left else { break }
            left -= packets.count
            found.append(packets)
        }
        return found
    }

    func submit(_ submission: Submission) async throws -> SubmissionReport {
        try checkFailure()
        state.withLock { $0.submissions.append(submission) }
        var report = SubmissionReport()
        report.ignored = state.withLock { $0.ignored }
        for reading in Admission.read(submission) {
            switch reading {
            case .refused(let refused):
                report.refused.append(
                    .init(fingerprint: refused.fingerprint?.hex, reason: refused.reason))
            case .revocation(let revocation):
                let refused = Admission.refusal(withoutKey: revocation)
                report.refused.append(
                    .init(fingerprint: refused.fingerprint?.hex, reason: refused.reason))
            case .key(let received):
                let known = state.withLock { $0.keys[received.fingerprint] }
                if known == received.key {
                    report.unchanged.append(received.fingerprint.hex)
                } else if known == nil {
                    report.inserted.append(received.fingerprint.hex)
                    store(received.key)
                } else {
                    report.updated.append(received.fingerprint.hex)
                    store(received.key)
                }
            }
        }
        return report
    }

    func status() async throws -> NodeStatus {
        try checkFailure()
        return NodeStatus(
            name: "a", version: "0.1.0", started: 1_700_000_000,
            keys: state.withLock { $0.keys.count },
            sets: [
                SetStatus(
                    profile: "sks", count: 1, rootDigest: String(repeating: "0", count: 32))
            ], listeners: [], refusals: [:], databaseBytes: 4096,
            rules: "claviger-1 <a>",
            quarantined: [
                QuarantinedItem(fingerprint: nil, digest: "00", time: 0, reason: "killed")
            ])
    }

    func peers() async throws -> [PeerStatus] { state.withLock { $0.peers } }

    func activity() async throws -> Activity {
        Activity(
            hourly: [.init(start: 1_700_000_000 / 3600 * 3600, inserted: 3, updated: 1)],
            daily: [.init(start: 1_700_000_000 / 86_400 * 86_400, inserted: 5, updated: 2)])
    }

    func reconcile(with peer: String) async throws -> ReconciliationReport {
        throw NodeServiceError.unknownPeer(peer)
    }

    func check() async throws -> CheckReport {
        CheckReport(keys: 0, elements: 0, treeNodes: 0, problems: [])
    }

    func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        throw NodeServiceError.unknownKey(fingerprint.hex)
    }

    func redactions() async throws -> [Redaction] { [] }

    func metrics() async throws -> [MetricFamily] {
        try checkFailure()
        return [.gauge("claviger_keys", "Stored keys.", state.withLock { $0.keys.count })]
    }

    func isHealthy() async -> Bool { state.withLock { $0.isHealthy } }

    func shutdown() async throws {}
}

extension TransferablePublicKey {
    fileprivate func matches(_ query: KeyQuery) -> Bool {
        let terms = SearchTerms(of: self)
        switch query {
        case .shortKeyID(let short): return terms.keyIDs.contains { $0.short == short }
        case .keyID(let id): return terms.keyIDs.contains(id)
        case .fingerprint(let wanted):
            return fingerprint == wanted
                || subkeys.contains { (try? PublicKey($0.packet))?.fingerprint == wanted }
        case .digest(let digest): return self.digestInSKS == digest
        case .words(let words, let exactly):
            return words.allSatisfy { terms.words.contains($0) }
                && exactly.map { hasUserID(exactly: $0) } ?? true
        }
    }
}

extension LookupAnswer {
    fileprivate var withoutDigests: LookupAnswer {
        guard case .found(let keys) = self else { return self }
        return .found(
            keys.map {
                FoundKey(
                    fingerprint: $0.fingerprint, digest: nil, packets: $0.packets,
                    legacyPackets: $0.legacyPackets)
            })
    }
}
