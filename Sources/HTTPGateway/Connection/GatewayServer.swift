import Listening
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import NodeService
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Listens on one address and serves each connection until graceful shutdown: what Hummingbird's
/// `Application` does, which cannot share a port between processes and has a task for each
/// connection.
struct GatewayServer {
    let listener: HTTPGatewayConfiguration.Listener
    /// Whether other processes of this user may listen on the same port; the system deals the
    /// connections out among them (`SO_REUSEPORT`, socket(7)).
    let sharesPort: Bool
    /// A socket that listens there already; nil: one is made.
    let inherited: CInt?
    let connection: GatewayChannel
    let refusals: Refusals
    let logger: Logger

    /// - Parameter onListening: called once clients can connect.
    func run(onListening: @Sendable (any Channel) async -> Void) async throws {
        let quiescing = ServerQuiescingHelper(group: .singletonMultiThreadedEventLoopGroup)
        let conversations = Conversations()
        let server = try await bind(quiescing) { [connection] conversation in
            conversations.begin { await connection.hold(conversation) }
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            await onListening(server)
            // It does not fail: it is the end, whatever has caused it.
            try? await server.closeFuture.get()
        } onCancelOrGracefulShutdown: {
            Self.end(server, quiescing)
        }
        let closed = server.eventLoop.makePromise(of: Void.self)
        quiescing.initiateShutdown(promise: closed)
        try? await closed.futureResult.get()
        await conversations.waitForAll()
    }

    /// Between the last accept and the end of the listener: what has just been accepted is set up by
    /// then, which NIO would drop otherwise.
    private static var settling: TimeAmount { .milliseconds(100) }

    private static func end(_ channel: any Channel, _ quiescing: ServerQuiescingHelper) {
        channel.setOption(.autoRead, value: false).whenComplete { _ in
            channel.eventLoop.scheduleTask(in: settling) {
                quiescing.initiateShutdown(promise: nil)
            }
        }
    }

    private func bind(
        _ quiescing: ServerQuiescingHelper,
        onConversation: @escaping @Sendable (GatewayChannel.Conversation) -> Void
    ) async throws -> any Channel {
        let bootstrap = bootstrap(quiescing).childChannelInitializer { [connection] channel in
            channel.eventLoop.makeCompletedFuture {
                try connection.setUp(channel, onConversation: onConversation)
            }
        }
        if let inherited { return try await bootstrap.withBoundSocket(inherited).get() }
        return try await bootstrap.bind(host: listener.host, port: listener.port).get()
    }

    private func bootstrap(_ quiescing: ServerQuiescingHelper) -> ServerBootstrap {
        ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: ListeningSocket.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(.reusePort), value: sharesPort ? 1 : 0)
            .serverChannelInitializer { [refusals, logger] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandlers([
                        AcceptErrorHandler(
                            logger: logger, refusals: refusals, aborted: "hkp.aborted",
                            resources: "hkp.resources"),
                        quiescing.makeServerChannelHandler(channel: channel),
                    ])
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
    }
}

extension NIOBSDSocket.Option {
    /// `SO_REUSEPORT`, which NIO does not name.
    fileprivate static let reusePort = Self(rawValue: SO_REUSEPORT)
}
