import Listening
import Logging
import ServiceLifecycle

/// Listens on one address and serves each connection until graceful shutdown: on the loops as long
/// as it asks for a few keys only, else in NIO.
struct GatewayServer {
    let socket: ListeningSocket
    /// Whether its clients speak TLS, which is NIO's.
    let isEncrypted: Bool
    let loops: ReadinessLoops
    let connection: GatewayChannel

    /// - Parameter onListening: called once clients can connect.
    func run(onListening: @Sendable () async -> Void) async {
        let conversations = Conversations()
        let channels = AdoptedChannels()
        let adopt = { @Sendable [connection] (adopted: AdoptedConnection) in
            channels.adopt(adopted) { channel, adopted in
                try connection.setUp(channel, for: adopted) { conversation in
                    conversations.begin { await connection.hold(conversation) }
                }
            }
        }
        let groups = loops.all.map {
            PlainConnections(on: $0, of: connection, conversations, adopt: adopt)
        }
        let (lost, loss) = AsyncStream.makeStream(of: Never.self)
        let doorways = groups.map { group in
            doorway(of: group, adopt: adopt, onEnd: { loss.finish() }) { loop in
                groups.first { $0.loop === loop } ?? group
            }
        }
        for doorway in doorways { doorway.open() }
        await onListening()
        await withTaskCancellationOrGracefulShutdownHandler {
            for await _ in lost {}
        } onCancelOrGracefulShutdown: {
            loss.finish()
        }
        for doorway in doorways { await doorway.close() }
        channels.quiesce()
        for group in groups { await group.quiesce() }
        await channels.waitForAll()
        await conversations.waitForAll()
    }

    private func doorway(
        of group: PlainConnections, adopt: @escaping @Sendable (AdoptedConnection) -> Void,
        onEnd: @escaping @Sendable () -> Void,
        on loop: @escaping @Sendable (ReadinessLoop) -> PlainConnections
    ) -> Doorway {
        Doorway(
            socket, on: group.loop, refusals: connection.refusals, logger: connection.logger,
            accepted: { [loops, isEncrypted] descriptor, peer in
                if isEncrypted {
                    adopt(AdoptedConnection(descriptor: descriptor, peer: peer))
                } else {
                    loop(loops.fairShare(of: group.loop)).serve(descriptor, from: peer)
                }
            },
            onEnd: onEnd)
    }
}
