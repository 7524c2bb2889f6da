import Listening
import NIOCore

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
        let groups = loops.all.map { loop in
            PlainConnections(
                on: loop, of: connection, isEncrypted: isEncrypted, conversations
            ) { [connection] adopted in
                channels.adopt(adopted.descriptor, handing: adopted.octets) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try connection.setUp(channel, for: adopted) { conversation in
                            conversations.begin { await connection.hold(conversation) }
                        }
                    }
                }
            }
        }
        let listener = LoopListener(
            socket, on: loops, groups, givingAwayTo: channels, refusals: connection.refusals,
            reasons: GatewayChannel.reasons, logger: connection.logger)
        await listener.run(onListening: onListening)
        await conversations.waitForAll()
    }
}
