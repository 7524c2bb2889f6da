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
            answer: { [node] prefix, peer in try node.answer(for: prefix, in: peer.profile) },
            limits: configuration.limits, solvers: solvers, logger: logger, began: began)
    }

    /// Remembers and logs how a session ended, and puts what is worth fetching of what it found into
    /// the plan. Returns how many elements of the peer's are not taken.
    @discardableResult
    func conclude(
        _ ended: SessionOutcome, of peer: GossipConfiguration.Peer, failure: GossipFailure?,
        isIncoming: Bool
    ) async -> Int {
        var outcome = ended
        state.withLock { state in
            if isIncoming, outcome.isPeersSession { state.incoming.remove(peer.name) }
            if let port = outcome.configuration?.httpPort { state.announcedPorts[peer.name] = port }
            state.plan.lookupBegan()
        }
        defer { state.withLock { $0.plan.lookupEnded() } }
        // What is left of a session with one that is no peer any more is nobody's.
        guard state.withLock({ $0.tenure(of: peer.name)?.peer == peer }) else { return 0 }
        let offered = await sort(outcome.missing, offeredBy: peer)
        outcome.declined = offered.declined
        note(outcome, of: peer, failure: failure, isIncoming: isIncoming)
        want(offered.wanted, from: peer)
        return offered.declined
    }

    private func note(
        _ outcome: SessionOutcome, of peer: GossipConfiguration.Peer, failure: GossipFailure?,
        isIncoming: Bool
    ) {
        let session = PeerStanding.Session(
            time: UnixTime.now, failure: failure?.text, missing: outcome.missingAndWanted,
            declined: outcome.declined)
        let now = clock.now
        let previous = state.withLock { state -> PeerStanding.Session? in
            state.metrics[peer.name, default: PeerMetrics()]
                .count(outcome, isIncoming: isIncoming, at: now)
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
            let level: Logger.Level = session.missing == 0 ? .debug : .info
            let milliseconds = Int(outcome.processorTime / .milliseconds(1))
            logger.log(
                level: level,
                """
                recon \(peer.name): \(session.missing) missing, \(session.declined) declined, \
                \(outcome.bytesSent) bytes sent, \(outcome.bytesReceived) received, \
                \(milliseconds) ms of processor time (\(direction))
                """)
        }
    }

    /// What of a session's findings is worth fetching, in the order of the digests, in which the
    /// database finds them sooner and which the transcripts of two runs then share. While the
    /// database cannot tell, nothing is.
    private func sort(
        _ missing: Set<Element>, offeredBy peer: GossipConfiguration.Peer
    ) async -> OfferedDigests {
        guard !missing.isEmpty else { return OfferedDigests(wanted: [], declined: 0) }
        do {
            return try await node.sort(
                offered: missing.sorted().map { KeyDigest($0) }, by: peer.name, in: peer.profile)
        } catch {
            logger.error("recon \(peer.name): cannot look up what is missing: \(error)")
            return OfferedDigests(wanted: [], declined: 0)
        }
    }

    private func want(_ digests: [KeyDigest], from peer: GossipConfiguration.Peer) {
        guard !digests.isEmpty else { return }
        let wanted = digests.map { Element($0) }
        advance(at: clock.now) { state in
            guard state.tenure(of: peer.name)?.peer == peer else { return [] }
            let surplus = state.plan.offer(wanted, from: peer.name)
            if surplus > 0 {
                logger.notice(
                    """
                    recon \(peer.name): \(surplus) digests more than can be remembered, \
                    left for later sessions
                    """)
            }
            return []
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
