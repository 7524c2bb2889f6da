import NIOCore
import NIOPosix
import Replication
import Synchronization

/// Which peers have which addresses. Names are resolved again for each session that we dial and,
/// at bounded intervals, when an unknown address knocks: a peer may have moved.
final class PeerDirectory: Sendable {
    private struct State {
        /// In the order of the configuration.
        var peers: [GossipConfiguration.Peer] = []
        var addresses: [String: Set<HostAddress>] = [:]
        var nextRefresh = Instant.zero
    }

    private let pool: NIOThreadPool
    private let spacing: Duration
    private let state: Mutex<State>

    /// - Parameter pool: where the resolver may block.
    init(peers: [GossipConfiguration.Peer], pool: NIOThreadPool, spacing: Duration) {
        self.pool = pool
        self.spacing = spacing
        state = Mutex(State())
        take(peers)
    }

    /// From now on these are the peers.
    func take(_ peers: [GossipConfiguration.Peer]) {
        state.withLock { state in
            let kept = state.peers.filter { peers.contains($0) }.map(\.name)
            state.addresses = state.addresses.filter { kept.contains($0.key) }
            state.peers = peers
            for peer in peers where !kept.contains(peer.name) {
                if let address = HostAddress(literal: peer.recon.host) {
                    state.addresses[peer.name] = [address]
                }
            }
            // New names have not been resolved.
            state.nextRefresh = .zero
        }
    }

    /// The peers at this address as far as it is known, in the order of the configuration.
    func peers(at address: HostAddress) -> [GossipConfiguration.Peer] {
        state.withLock { state in
            state.peers.filter { state.addresses[$0.name]?.contains(address) ?? false }
        }
    }

    /// As ``peers(at:)``, after resolving all names again if that has not been done of late.
    func peers(at address: HostAddress, refreshingAt now: Instant) async
        -> [GossipConfiguration.Peer]
    {
        let due = state.withLock { state -> [GossipConfiguration.Peer] in
            guard now >= state.nextRefresh else { return [] }
            state.nextRefresh = now + spacing
            return state.peers
        }
        for peer in due where HostAddress(literal: peer.recon.host) == nil {
            // A name that has no address now keeps those it had.
            _ = try? await addresses(of: peer)
        }
        return peers(at: address)
    }

    /// Where to dial the peer now.
    func addresses(of peer: GossipConfiguration.Peer) async throws -> [SocketAddress] {
        let endpoint = peer.recon
        let resolved = try await pool.runIfActive { try HostResolution.addresses(of: endpoint) }
        let hosts = Set(resolved.compactMap { HostAddress($0) })
        state.withLock { state in
            // It may not be a peer any more.
            if state.peers.contains(peer) { state.addresses[peer.name] = hosts }
        }
        return resolved
    }
}
