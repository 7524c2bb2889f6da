import NodeService
import Replication
import Synchronization

/// Who the peers are, which may change while the node gossips.
extension Gossip {
    /// The peers as they are configured now, in that order.
    var peers: [GossipConfiguration.Peer] { state.withLock { $0.tenures.map(\.peer) } }

    /// From now on these are the peers, and this is the time between sessions. What is under way
    /// with a peer that is not among them exactly as it was ends; a new one, and one that has
    /// changed, is dialled at once; the others notice nothing. To be called by one task only.
    package func take(_ configured: [GossipConfiguration.Peer], interval: Duration) async {
        directory.take(configured)
        let leaving = letGo(butOf: configured)
        for tenure in leaving { tenure.stop() }
        for tenure in leaving { await tenure.drained() }
        let now = clock.now
        advance(at: now) { state in
            for tenure in leaving {
                let name = tenure.peer.name
                state.announcedPorts[name] = nil
                state.incoming.remove(name)
                guard !configured.contains(where: { $0.name == name }) else { continue }
                state.standings[name] = nil
                state.metrics[name] = nil
            }
            let events = Self.install(configured, in: &state)
            return (events + [.paced(interval: interval)]).flatMap {
                state.schedule.handle($0, at: now, using: &state.generator)
            }
        }
    }

    /// Takes out the peers that are not configured any more as they were. Nothing is begun with
    /// them, and nobody waits for them.
    private func letGo(butOf configured: [GossipConfiguration.Peer]) -> [PeerTenure] {
        let now = clock.now
        var leaving: [PeerTenure] = []
        var waiters: [GossipState.Waiter] = []
        advance(at: now) { state in
            leaving = state.tenures.filter { !configured.contains($0.peer) }
            state.tenures.removeAll { !configured.contains($0.peer) }
            return leaving.flatMap { tenure in
                let name = tenure.peer.name
                state.plan.forget(name)
                waiters += state.waiters.removeValue(forKey: name) ?? []
                return state.schedule.handle(.left(peer: name), at: now, using: &state.generator)
            }
        }
        let error = NodeServiceError.peerFailed("the peer has been configured anew: ask again")
        for waiter in waiters { waiter.resume(throwing: error) }
        return leaving
    }

    /// Puts the peers in, in their order; what the schedule has to know of it.
    private static func install(
        _ configured: [GossipConfiguration.Peer], in state: inout GossipState
    ) -> [GossipSchedule.Event] {
        var events: [GossipSchedule.Event] = []
        state.tenures = configured.map { peer in
            if let tenure = state.tenure(of: peer.name) { return tenure }
            events.append(.joined(peer: peer.name))
            return PeerTenure(peer)
        }
        return events
    }
}
