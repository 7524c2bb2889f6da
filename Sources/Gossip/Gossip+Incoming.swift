import Logging
import NIOCore
import NodeService
import Replication
import SetReconciliation
import Synchronization

/// Sessions that peers dial.
extension Gossip {
    /// Accepts connections until the task is cancelled.
    func accept(on listener: Listener) async throws {
        try await listener.channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    let source = connection.channel.remoteAddress.flatMap { HostAddress($0) }
                    guard let source, admit(source) else {
                        refusals.count("recon.busy")
                        group.addTask { await connection.closeAtOnce() }
                        continue
                    }
                    group.addTask {
                        await self.serve(connection, from: source)
                        self.release(source)
                    }
                }
            }
        }
    }

    /// Counts a connection; false when there are too many.
    private func admit(_ source: HostAddress) -> Bool {
        let limits = configuration.limits
        return state.withLock { state in
            let total = state.connections.values.reduce(0, +)
            let own = state.connections[source, default: 0]
            guard total < limits.incomingSessions, own < limits.connectionsPerSource else {
                return false
            }
            state.connections[source] = own + 1
            return true
        }
    }

    private func release(_ source: HostAddress) {
        state.withLock { state in
            let left = state.connections[source, default: 1] - 1
            state.connections[source] = left > 0 ? left : nil
        }
    }

    private func serve(_ connection: ReconChannel, from source: HostAddress) async {
        var candidates = directory.peers(at: source)
        if candidates.isEmpty {
            candidates = await directory.peers(at: source, refreshingAt: clock.now)
        }
        guard let first = candidates.first else {
            refusals.count("recon.unlisted")
            if let count = unlistedLog.take(at: clock.now) {
                logger.warning(
                    """
                    recon: closed a connection from \(source), which is no peer's address \
                    (\(count) such connections since the last line)
                    """)
            }
            return await connection.closeAtOnce()
        }
        let known = candidates
        let place = IncomingPlace(connection.channel)
        defer { place.leave() }
        let run = sessionRun(
            role: .accepting(choose: { self.choose($0, among: known, first: first, for: place) }),
            began: { self.tell(.incomingBegan(peer: $0.name)) })
        var outcome = await run.run(on: connection)
        // Who broke off before its Config is known by its address, if only one peer has that.
        if outcome.peer == nil, known.count == 1 { outcome.peer = first }
        await incomingEnded(outcome, from: source)
    }

    /// Which peer this is and whether it may reconcile now. Several peers behind one address are
    /// told apart by the HTTP port that they announce.
    private func choose(
        _ announced: ReconConfiguration, among candidates: [GossipConfiguration.Peer],
        first: GossipConfiguration.Peer, for place: IncomingPlace
    ) -> ReconRole.Choice {
        let peer =
            candidates.first { HashqueryURL.port(of: $0) == Int(announced.httpPort) } ?? first
        return state.withLock { state in
            guard let tenure = state.tenure(of: peer.name), tenure.peer == peer,
                !state.incoming.contains(peer.name), place.take(in: tenure)
            else { return .refuse(peer, reason: "busy: a session with you is under way") }
            state.incoming.insert(peer.name)
            return .reconcile(peer)
        }
    }

    private func incomingEnded(_ outcome: SessionOutcome, from source: HostAddress) async {
        let failure = outcome.failure.map { GossipFailure($0) }
        if let reason = failure?.reason { refusals.count(reason) }
        guard let peer = outcome.peer else {
            logger.notice("recon: a connection from \(source) failed: \(failure?.text ?? "")")
            return
        }
        let isBusy = outcome.configuration != nil && !outcome.isPeersSession
        guard !isBusy else {
            logger.debug("recon \(peer.name): \(failure?.text ?? "") (dialled by the peer)")
            return
        }
        await conclude(outcome, of: peer, failure: failure, isIncoming: true)
        tell(.incomingEnded(peer: peer.name, succeeded: failure == nil))
    }
}

/// What ties a connection that was accepted to the peer whose session it becomes.
private final class IncomingPlace: Sendable {
    private let channel: any Channel
    private let taken = Mutex<(tenure: PeerTenure, number: Int)?>(nil)

    init(_ channel: any Channel) { self.channel = channel }

    /// False when the peer is none any more.
    func take(in tenure: PeerTenure) -> Bool {
        let number = tenure.begin { [channel] in channel.close(promise: nil) }
        taken.withLock { $0 = number.map { (tenure, $0) } }
        return number != nil
    }

    /// The session is over, whatever it came to.
    func leave() {
        if let (tenure, number) = taken.withLock({ $0 }) { tenure.ended(number) }
    }
}

extension NIOAsyncChannel where Inbound == ByteBuffer, Outbound == ByteBuffer {
    /// Closes without a byte, as SKS does.
    func closeAtOnce() async {
        try? await executeThenClose { _, _ in }
    }
}
