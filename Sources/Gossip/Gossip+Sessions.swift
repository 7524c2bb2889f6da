import Logging
import Node
import OpenPGP
import Replication
import SetReconciliation
import Synchronization

/// What sessions of both directions have in common.
extension Gossip {
    func sessionRun(
        role: ReconRole, began: @escaping @Sendable (GossipConfiguration.Peer) -> Void
    ) -> ReconSessionRun {
        let version = configuration.version
        // A port that does not fit cannot be announced; zero tells peers to ask elsewhere.
        let port = UInt16(exactly: configuration.httpPort) ?? 0
        return ReconSessionRun(
            role: role,
            announcement: { peer in
                ReconConfiguration(version: version, httpPort: port, filters: peer.filters)
            },
            answer: { [node] prefix, peer in try await node.answer(for: prefix, in: peer.profile) },
            limits: configuration.limits, solvers: solvers, logger: logger, began: began)
    }

    /// Remembers and logs how a session ended.
    func note(
        _ outcome: SessionOutcome, of peer: GossipConfiguration.Peer, failure: GossipFailure?,
        isIncoming: Bool
    ) {
        let session = PeerStanding.Session(
            time: UnixTime.now, failure: failure?.text, missing: outcome.missing.count)
        let now = clock.now
        let previous = state.withLock { state -> PeerStanding.Session? in
            state.metrics[peer.name, default: PeerMetrics()]
                .count(outcome, isIncoming: isIncoming, at: now)
            if let port = outcome.configuration?.httpPort { state.announcedPorts[peer.name] = port }
            if isIncoming, outcome.isPeersSession { state.incoming.remove(peer.name) }
            let standing = state.standings[peer.name, default: PeerStanding()]
            if isIncoming {
                state.standings[peer.name, default: PeerStanding()].lastIncoming = session
                return standing.lastIncoming
            }
            state.standings[peer.name, default: PeerStanding()].lastOutgoing = session
            return standing.lastOutgoing
        }
        let direction = isIncoming ? "dialled by the peer" : "dialled by us"
        if let failure {
            // A peer that is away is worth one line, not one for each attempt.
            let level: Logger.Level = previous?.failure == failure.text ? .debug : .notice
            logger.log(level: level, "recon \(peer.name): \(failure.text) (\(direction))")
        } else {
            let level: Logger.Level = outcome.missing.isEmpty ? .debug : .info
            logger.log(
                level: level,
                """
                recon \(peer.name): \(outcome.missing.count) missing, \
                \(outcome.bytesSent) bytes sent, \(outcome.bytesReceived) received (\(direction))
                """)
        }
    }

    /// Puts what a session found, and what is worth fetching of it, into the plan.
    func want(_ missing: Set<Element>, from peer: GossipConfiguration.Peer) async {
        guard !missing.isEmpty else { return }
        state.withLock { $0.plan.lookupBegan() }
        defer { state.withLock { $0.plan.lookupEnded() } }
        do {
            let wanted = try await node.wanted(
                among: missing.map { KeyDigest($0) }, from: peer.name, in: peer.profile)
            // In the order of the digests, which the transcripts of two runs then share.
            let digests = wanted.map { Element($0) }.sorted()
            advance(at: clock.now) { state in
                let surplus = state.plan.offer(digests, from: peer.name)
                if surplus > 0 {
                    logger.notice(
                        """
                        recon \(peer.name): \(surplus) digests more than can be remembered, \
                        left for later sessions
                        """)
                }
                return []
            }
        } catch {
            logger.error("recon \(peer.name): cannot look up what is missing: \(error)")
        }
    }
}

extension KeyDigest {
    init(_ element: Element) {
        self.init(high: element.high, low: element.low)
    }
}

extension Element {
    init(_ digest: KeyDigest) {
        self.init(high: digest.high, low: digest.low)
    }
}
