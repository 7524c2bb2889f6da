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
    /// A socket that listens there already; nil: one is made.
    let inherited: CInt?
    let connection: Connection
    let refusals: Refusals
    let logger: Logger

    /// - Parameter onListening: called once clients can connect.
    func run(onListening: @Sendable (any Channel) async -> Void) async throws {
        let quiescing = ServerQuiescingHelper(group: .singletonMultiThreadedEventLoopGroup)
        let server = try await bind(quiescing)
        await withGracefulShutdownHandler {
            await onListening(server.channel)
            await serve(server)
        } onGracefulShutdown: {
            Self.end(server.channel, quiescing)
        }
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
        _ quiescing: ServerQuiescingHelper
    ) async throws -> NIOAsyncChannel<Connection.Value, Never> {
        let bootstrap = bootstrap(quiescing)
        let setUp = { @Sendable [connection, logger] (channel: any Channel) in
            connection.setup(channel: channel, logger: logger)
        }
        if let inherited {
            return try await bootstrap.bind(
                inherited, serverBackPressureStrategy: nil, childChannelInitializer: setUp)
        }
        return try await bootstrap.bind(
            host: listener.host, port: listener.port, serverBackPressureStrategy: nil,
            childChannelInitializer: setUp)
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
