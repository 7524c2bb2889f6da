import Logging
import Node
import NodeService
import OpenPGP
import Replication
import SetReconciliation
import Synchronization

/// The fetching of what sessions showed to be missing.
extension Gossip {
    func perform(
        _ fetch: Fetch, from peer: GossipConfiguration.Peer, by client: HashqueryClient
    ) async {
        let port = state.withLock { $0.announcedPorts[peer.name] }
        var received: [ReceivedKey] = []
        var ending = FetchEnding.complete
        do {
            guard let url = HashqueryURL.text(of: peer, announcedPort: port) else {
                throw HashqueryClient.Failure.unavailable("it has announced no HTTP port")
            }
            try await client.fetch(fetch.digests, from: url) { keys in
                let taken = try await self.take(keys, from: peer)
                received += taken.keys.map { ReceivedKey($0) }
                if let seconds = taken.resumeAfter { throw Deferral(seconds: seconds) }
            }
        } catch {
            ending = note(error, of: fetch)
        }
        await ended(fetch, received: received, ending: ending)
    }

    /// Takes keys in, in one commit.
    private func take(
        _ keys: [[UInt8]], from peer: GossipConfiguration.Peer
    ) async throws -> TakenKeys {
        let taken = try await node.take(keys, from: peer.name, in: peer.profile)
        let grown = taken.keys.count { $0.outcome == .inserted || $0.outcome == .updated }
        let octets = keys.reduce(0) { $0 + $1.count }
        state.withLock { state in
            state.standings[peer.name, default: PeerStanding()].fetched += grown
            state.metrics[peer.name, default: PeerMetrics()].count(taken, octets: octets)
        }
        return taken
    }

    /// Logs and counts what broke a fetch, and says what that means for the digests.
    private func note(_ error: any Error, of fetch: Fetch) -> FetchEnding {
        if let deferral = error as? Deferral {
            refusals.count("hashquery.deferred")
            logger.notice(
                """
                recon \(fetch.peer): it is in debt for keys that cost work and lead nowhere: \
                fetching goes on in \(deferral.seconds) s
                """)
            return .deferred(until: clock.now + .seconds(deferral.seconds))
        }
        let failure = GossipFailure(error)
        if let reason = failure.reason { refusals.count(reason) }
        let what = "recon \(fetch.peer): fetch of \(fetch.digests.count) keys: \(failure.text)"
        switch error {
        case HashqueryClient.Failure.unavailable:
            logger.notice("\(what)")
            return .unavailable
        case is HashqueryClient.Failure, is HashqueryAnswerError:
            logger.notice("\(what)")
            return .broken
        case is CancellationError:
            return .unavailable
        default:
            logger.error("\(what)")
            return .unavailable
        }
    }

    func ended(_ fetch: Fetch, received: [ReceivedKey], ending: FetchEnding) async {
        let now = clock.now
        let outcome = state.withLock { state in
            state.plan.lookupBegan()
            let outcome = state.plan.ended(fetch, received: received, ending: ending, at: now)
            state.metrics[fetch.peer, default: PeerMetrics()].count(ending, outcome)
            return outcome
        }
        for _ in 0..<outcome.unasked { refusals.count("hashquery.unasked") }
        if outcome.givenUp > 0 {
            logger.info(
                """
                recon \(fetch.peer): \(outcome.givenUp) digests were offered but not given, \
                left for later sessions
                """)
        }
        for (name, useless) in Dictionary(grouping: outcome.useless, by: \.peer) {
            await remember(useless, of: name)
        }
        // Only now: who waits for the end of the fetch may look at what is remembered.
        advance(at: clock.now) { state in
            state.plan.lookupEnded()
            return []
        }
    }

    private func remember(_ useless: [RecoveryOutcome.Useless], of name: String) async {
        guard let peer = state.withLock({ $0.tenure(of: name)?.peer }) else { return }
        for digest in useless {
            logger.debug("recon \(name): \(digest.digest) is useless: \(digest.reason)")
        }
        do {
            try await node.remember(
                useless: useless.map { (digest: KeyDigest($0.digest), reason: $0.reason) },
                of: name, in: peer.profile)
        } catch {
            logger.error("recon \(name): cannot remember useless digests: \(error)")
        }
    }
}

/// The node does not take keys of the peer for so many seconds.
private struct Deferral: Error {
    let seconds: Int
}

extension ReceivedKey {
    init(_ taken: TakenKey) {
        let fate: Fate
        if case .refused(let reason) = taken.outcome {
            fate = .useless(reason: reason)
        } else if let stored = taken.stored {
            fate =
                stored == taken.received
                ? .held : .useless(reason: "merged with our copy into \(stored)")
        } else {
            fate = .useless(reason: "outside the profile")
        }
        self.init(digest: taken.received.map { Element($0) }, fate: fate)
    }
}
