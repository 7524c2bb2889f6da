import Keyring
import Node
package import NodeService
import Replication
import Synchronization

extension Gossip: Gossiping {
    package func peers() async -> [PeerStatus] {
        var statuses: [PeerStatus] = []
        for peer in configuration.peers {
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
        guard peersByName[name] != nil else { throw NodeServiceError.unknownPeer(name) }
        return try await withCheckedThrowingContinuation { continuation in
            let isRunning = state.withLock { state in
                if state.isRunning { state.waiters[name, default: []].append(continuation) }
                return state.isRunning
            }
            guard isRunning else {
                return continuation.resume(throwing: NodeServiceError.stopping)
            }
            tell(.demanded(peer: name))
        }
    }
}

extension PeerStatus.SessionStatus {
    init(_ session: PeerStanding.Session) {
        self.init(time: session.time, failure: session.failure, missing: session.missing)
    }
}
