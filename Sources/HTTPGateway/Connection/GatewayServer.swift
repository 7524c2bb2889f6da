import HummingbirdCore
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
/// `Application` does, which cannot share a port between processes.
struct GatewayServer<Connection: ServerChildChannel> {
    let listener: HTTPGatewayConfiguration.Listener
    /// Whether other processes of this user may listen on the same port; the system deals the
    /// connections out among them (`SO_REUSEPORT`, socket(7)).
    let sharesPort: Bool
    let connection: Connection
    let refusals: Refusals
    let logger: Logger

    /// Connections that the system keeps for us until we take them. More than the usual bursts;
    /// what does not fit is tried again by the client's system.
    private static var backlog: Int32 { 256 }

    /// - Parameter onListening: called once clients can connect.
    func run(onListening: @Sendable (any Channel) async -> Void) async throws {
        let quiescing = ServerQuiescingHelper(group: .singletonMultiThreadedEventLoopGroup)
        let server = try await bind(quiescing)
        await withGracefulShutdownHandler {
            await onListening(server.channel)
            await serve(server)
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: nil)
        }
    }

    private func bind(
        _ quiescing: ServerQuiescingHelper
    ) async throws -> NIOAsyncChannel<Connection.Value, Never> {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: Self.backlog)
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
            .bind(host: listener.host, port: listener.port, serverBackPressureStrategy: nil) {
                [connection, logger] channel in
                connection.setup(channel: channel, logger: logger)
            }
    }

    private func serve(_ server: NIOAsyncChannel<Connection.Value, Never>) async {
        await withDiscardingTaskGroup { group in
            do {
                try await server.executeThenClose { accepted in
                    for try await value in accepted {
                        group.addTask { await connection.handle(value: value, logger: logger) }
                    }
                }
            } catch {
                logger.error("the listener ended", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension NIOBSDSocket.Option {
    /// `SO_REUSEPORT`, which NIO does not name.
    fileprivate static let reusePort = Self(rawValue: SO_REUSEPORT)
}
