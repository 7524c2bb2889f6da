import Logging
import NIOCore
import NIOPosix
import SetReconciliation

/// How the two sides of a recon connection begin.
enum ReconRole: Sendable {
    /// We dialled this peer.
    case dialling(GossipConfiguration.Peer)
    /// We accepted; the choice is made by the dialler's Config.
    case accepting(choose: @Sendable (ReconConfiguration) -> Choice)

    /// How an accepting side answers a Config.
    enum Choice: Sendable {
        case reconcile(GossipConfiguration.Peer)
        case refuse(GossipConfiguration.Peer, reason: String)
    }
}

/// One recon session, from the connection to its end.
struct ReconSessionRun: Sendable {
    let role: ReconRole
    /// What we announce to a peer.
    let announcement: @Sendable (GossipConfiguration.Peer) -> ReconConfiguration
    /// What our set holds. May block.
    let answer: @Sendable (Prefix, GossipConfiguration.Peer) throws -> PrefixTreeAnswer
    let limits: GossipLimits
    let solvers: NIOThreadPool
    let logger: Logger
    /// Called when the handshake has succeeded.
    let began: @Sendable (GossipConfiguration.Peer) -> Void

    /// Runs the session and closes the connection. All failures are part of the outcome.
    func run(on channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async -> SessionOutcome {
        let began = ContinuousClock.now
        do {
            return try await channel.executeThenClose { inbound, _ in
                var outcome = await run(inbound, on: channel.channel)
                outcome.duration = ContinuousClock.now - began
                return outcome
            }
        } catch {
            return SessionOutcome(failure: error)
        }
    }

    private func run(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, on channel: any Channel
    ) async -> SessionOutcome {
        let connection = ReconConnection(channel: channel, unreadLimit: limits.unreadBytes)
        let watchdog = SessionWatchdog(channel: channel, limits: limits)
        defer { watchdog.stop() }
        var outcome = SessionOutcome()
        do {
            var reader = ReconReader(inbound, connection: connection, watchdog: watchdog)
            let rest = try await shakeHands(
                on: connection, reading: &reader, watchdog: watchdog, outcome: &outcome)
            watchdog.sessionBegan()
            if let peer = outcome.peer {
                began(peer)
                try await reconcile(
                    with: peer, received: rest, on: connection, reading: &reader,
                    outcome: &outcome)
            }
        } catch {
            // A write that failed because the watchdog closed the connection says less.
            outcome.failure = watchdog.expired ?? error
        }
        outcome.bytesSent = connection.bytesSent
        outcome.bytesReceived = connection.bytesReceived
        return outcome
    }

    private func reconcile(
        with peer: GossipConfiguration.Peer, received: [UInt8], on connection: ReconConnection,
        reading reader: inout ReconReader, outcome: inout SessionOutcome
    ) async throws {
        let isRequester: Bool
        let session: any ReconSession
        switch role {
        case .accepting:
            isRequester = true
            session = ReconRequester()
        case .dialling:
            isRequester = false
            session = ReconResponder(seed: .random(in: .min ... .max))
        }
        let core = ReconCore(
            ReconExchange(
                session, isRequester: isRequester, connection: connection,
                transcript: ReconTranscript(peer: peer.name, logger: logger),
                heldLimit: limits.unreadBytes, answer: { try answer($0, peer) }),
            solvers: solvers)
        do {
            try await core.run(received: received, reading: &reader)
            try await connection.drained()
        } catch {
            outcome.failure = error
        }
        outcome.missing = core.missing
        outcome.counters = core.counters
        outcome.processorTime = core.processorTime
        if let failure = outcome.failure { throw failure }
    }

    // MARK: Handshake

    /// Returns the bytes that came after the handshake.
    private func shakeHands(
        on connection: ReconConnection, reading reader: inout ReconReader,
        watchdog: SessionWatchdog, outcome: inout SessionOutcome
    ) async throws -> [UInt8] {
        var handshake: ReconHandshake
        switch role {
        case .dialling(let peer):
            outcome.peer = peer
            outcome.isPeersSession = true
            handshake = .dialling(announcement(peer))
        case .accepting:
            handshake = .accepting()
        }
        var actions = handshake.start()
        while true {
            while !actions.isEmpty {
                switch actions.removeFirst() {
                case .send(let bytes):
                    try connection.write(bytes)
                case .choose(let configuration):
                    actions += try answer(configuration, by: &handshake, outcome: &outcome)
                case .finished(.accepted(let configuration)):
                    outcome.configuration = configuration
                    return handshake.takeRemainder()
                case .finished(.refusedByPeer(let reason, let configuration)):
                    outcome.configuration = configuration
                    throw GossipError.refusedByPeer(reason: reason)
                case .finished(.refusedByUs(let reason, let configuration)):
                    outcome.configuration = configuration
                    await linger(on: connection, reading: &reader, watchdog: watchdog)
                    throw GossipError.refusedByUs(reason: reason)
                }
            }
            guard let bytes = try await reader.read() else {
                throw connection.bytesReceived == 0
                    ? GossipError.closedBeforeConfig : GossipError.closedInHandshake
            }
            actions = try handshake.received(bytes)
        }
    }

    private func answer(
        _ configuration: ReconConfiguration, by handshake: inout ReconHandshake,
        outcome: inout SessionOutcome
    ) throws -> [ReconHandshake.Action] {
        guard case .accepting(let choose) = role else {
            preconditionFailure("only the accepting side chooses")
        }
        switch choose(configuration) {
        case .reconcile(let peer):
            outcome.peer = peer
            outcome.isPeersSession = true
            return try handshake.answer(with: announcement(peer))
        case .refuse(let peer, let reason):
            outcome.peer = peer
            return handshake.refuse(with: announcement(peer), reason: reason)
        }
    }

    /// Closes our half and reads on for a moment: closing all at once could destroy the reason on
    /// its way to the peer.
    private func linger(
        on connection: ReconConnection, reading reader: inout ReconReader,
        watchdog: SessionWatchdog
    ) async {
        watchdog.lingerBegan()
        do {
            try await connection.drained()
            try await connection.channel.close(mode: .output).get()
            while try await reader.read() != nil {}
        } catch {
            // The peer has gone, or has had its moment.
        }
    }
}
