import NIOCore
import NIOPosix
import NodeService
import Replication
import SetReconciliation
import Synchronization

/// Sessions that we dial.
extension Gossip {
    /// One session, and the answer to those who asked for it.
    func dial(_ peer: GossipConfiguration.Peer) async {
        let began = clock.now
        let (waiters, fetched) = state.withLock { state in
            (
                state.waiters.removeValue(forKey: peer.name) ?? [],
                state.standings[peer.name]?.fetched ?? 0
            )
        }
        var outcome = await session(with: peer)
        let failure = outcome.failure.map { GossipFailure($0) }
        if let reason = failure?.reason { refusals.count(reason) }
        outcome.declined = await conclude(outcome, of: peer, failure: failure, isIncoming: false)
        tell(.outgoingEnded(peer: peer.name, succeeded: failure == nil))
        guard !waiters.isEmpty else { return }
        if let failure {
            let error = NodeServiceError.peerFailed("\(peer.name): \(failure.text)")
            for waiter in waiters { waiter.resume(throwing: error) }
            return
        }
        await settled(peer)
        let report = report(on: outcome, with: peer, since: began, fetchedBefore: fetched)
        for waiter in waiters { waiter.resume(returning: report) }
    }

    private func session(with peer: GossipConfiguration.Peer) async -> SessionOutcome {
        do {
            let channel = try await connect(to: peer)
            let run = sessionRun(role: .dialling(peer), began: { _ in })
            return await run.run(on: channel)
        } catch {
            return SessionOutcome(peer: peer, failure: error)
        }
    }

    /// Tries the peer's addresses in turn.
    private func connect(to peer: GossipConfiguration.Peer) async throws -> ReconChannel {
        let source = try configuration.dialSource.map { try SocketAddress(ipAddress: $0, port: 0) }
        var addresses = try await directory.addresses(of: peer)
        if let source {
            addresses.removeAll { $0.protocol != source.protocol }
            guard !addresses.isEmpty else {
                throw GossipError.noRoute(
                    host: peer.recon.host, source: configuration.dialSource ?? "")
            }
        }
        var failure = "the name \(peer.recon.host) has no address"
        for address in addresses {
            do {
                return try await connect(to: address, from: source)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failure = GossipFailure(error).text
            }
        }
        throw GossipError.unreachable(failure)
    }

    private func connect(
        to address: SocketAddress, from source: SocketAddress?
    ) async throws -> ReconChannel {
        try Task.checkCancellation()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(configuration.limits.connectTimeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
        if let source { bootstrap = bootstrap.bind(to: source) }
        let attempt = ConnectionAttempt()
        return try await withTaskCancellationHandler {
            try await bootstrap.connect(to: address) { channel in
                attempt.began(on: channel)
                return channel.eventLoop.makeCompletedFuture { try ReconChannel(recon: channel) }
            }
        } onCancel: {
            attempt.cancel()
        }
    }

    /// Waits until the fetches from the peer are over, or the node stops.
    private func settled(_ peer: GossipConfiguration.Peer) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = clock.now
                let waits = state.withLock { state in
                    guard !Task.isCancelled, !state.plan.isSettled(peer.name, at: now) else {
                        return false
                    }
                    state.settling[peer.name, default: []].append(continuation)
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { $0.settling.removeValue(forKey: peer.name) ?? [] }
            for continuation in waiting { continuation.resume() }
        }
    }

    private func report(
        on outcome: SessionOutcome, with peer: GossipConfiguration.Peer, since began: Instant,
        fetchedBefore: Int
    ) -> ReconciliationReport {
        let (fetched, outstanding) = state.withLock { state in
            (state.standings[peer.name]?.fetched ?? 0, state.plan.wanted(from: peer.name))
        }
        return ReconciliationReport(
            peer: peer.name, missing: outcome.missingAndWanted, declined: outcome.declined,
            fetched: fetched - fetchedBefore, outstanding: outstanding,
            bytesSent: outcome.bytesSent,
            bytesReceived: outcome.bytesReceived, solved: outcome.counters.polysSolved,
            unsolved: outcome.counters.polysUnsolved,
            seconds: began.duration(to: clock.now) / .seconds(1))
    }
}

/// An attempt to connect, which the system would otherwise carry on for its whole timeout after the
/// node was told to stop.
private final class ConnectionAttempt: Sendable {
    private let state = Mutex<(channel: (any Channel)?, isCancelled: Bool)>((nil, false))

    func began(on channel: any Channel) {
        let isCancelled = state.withLock { state in
            state.channel = channel
            return state.isCancelled
        }
        if isCancelled { channel.close(promise: nil) }
    }

    func cancel() {
        let channel = state.withLock { state in
            state.isCancelled = true
            return state.channel
        }
        channel?.close(promise: nil)
    }
}
