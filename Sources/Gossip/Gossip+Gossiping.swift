import Keyring
import Node
package import NodeService
import Replication
import Synchronization

extension Gossip: Gossiping {
    package func peers() async -> [PeerStatus] {
        var statuses: [PeerStatus] = []
        for peer in peers {
            let (standing, wanted, port) = state.withLock { state in
                (
                    state.standings[peer.name] ?? PeerStanding(),
                    state.plan.wanted(from: peer.name), state.announcedPorts[peer.name]
                )
            }
            // A number for show: a database that cannot answer is told of elsewhere.
            let useless = (try? await node.uselessCount(of: peer.name, in: peer.profile)) ?? 0
            let http = HashqueryURL.base(of: peer, announcedPort: port)
            statuses.append(
                PeerStatus(
                    name: peer.name, recon: peer.recon.description,
                    http: http ?? "", profile: peer.profile.rawValue,
                    filters: peer.filters.sorted(),
                    lastIncoming: standing.lastIncoming.map { .init($0) },
                    lastOutgoing: standing.lastOutgoing.map { .init($0) }, wanted: wanted,
                    useless: useless, fetched: standing.fetched))
        }
        return statuses
    }

    package func reconcile(with name: String) async throws -> ReconciliationReport {
        try await withCheckedThrowingContinuation { continuation in
            let refusal = state.withLock { state -> NodeServiceError? in
                guard state.tenure(of: name) != nil else { return .unknownPeer(name) }
                guard state.isRunning else { return .stopping }
                state.waiters[name, default: []].append(continuation)
                return nil
            }
            if let refusal { return continuation.resume(throwing: refusal) }
            tell(.demanded(peer: name))
        }
    }
}

extension PeerStatus.SessionStatus {
    init(_ session: PeerStanding.Session) {
        self.init(
            time: session.time, failure: session.failure, missing: session.missing,
            declined: session.declined)
    }
}
