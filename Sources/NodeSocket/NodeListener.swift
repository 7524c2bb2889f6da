import Hummingbird
import HummingbirdCore
import Listening
import Logging
import NIOCore
import NodeService

/// One listener of the node's API on TLS, where a connection is NIO's from the first octet on; that
/// of the socket is a ``SocketListener``.
struct NodeListener {
    let address: BindAddress
    let entrance: any Entrance
    let room: ConnectionRoom
    let responder: Responder
    let idleTimeout: IdleTimeout
    let refusals: Refusals
    let logger: Logger

    /// Connections that the system keeps for us until we take them: as many as it allows
    /// (`net.core.somaxconn`).
    private static let backlog = 4_096

    /// Serves until graceful shutdown.
    ///
    /// - Parameter onListening: called once it listens, before clients are accepted.
    func run(onListening: @escaping @Sendable (any Channel) async -> Void) async throws {
        let application = Application(
            responder: responder,
            server: HTTPServerBuilder { [self] responder in
                SocketChannel(
                    responder: responder, idleTimeout: idleTimeout, entrance: entrance, room: room,
                    refusals: refusals)
            },
            configuration: ApplicationConfiguration(
                address: address, backlog: Self.backlog),
            onServerRunning: { [entrance, refusals, logger] channel in
                try? await channel.eventLoop.submit {
                    let handler = AcceptErrorHandler(
                        logger: logger, refusals: refusals, aborted: entrance.reasons.aborted,
                        resources: entrance.reasons.resources)
                    try channel.pipeline.syncOperations.addHandler(handler, position: .first)
                }.get()
                await onListening(channel)
            },
            logger: logger)
        try await application.run()
    }
}
