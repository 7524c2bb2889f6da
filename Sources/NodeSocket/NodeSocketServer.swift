import Hummingbird
import HummingbirdCore
import Listening
package import Logging
import NIOCore
package import NodeService
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The node socket: ``NodeService`` over HTTP/1.1 and JSON on a Unix domain socket, for commands
/// and gateways on this host, until graceful shutdown. Only the node's own user and root are
/// served.
package struct NodeSocketServer: Service {
    /// Octets of the longest path that a node socket can have.
    package static let longestPath = SocketPath.longest

    private let path: SocketPath
    private let node: any NodeService
    private let idleTimeout: Duration
    private let refusals: Refusals
    private let logger: Logger
    private let onListening: @Sendable () async -> Void

    /// - Parameters:
    ///   - idleTimeout: how long a connection may be silent while no request of it is worked on.
    ///   - onListening: called once clients can connect.
    /// - Throws: ``NodeSocketError/pathTooLong(_:octets:limit:)``.
    package init(
        path: String, node: any NodeService, idleTimeout: Duration = .seconds(120),
        refusals: Refusals, logger: Logger, onListening: @escaping @Sendable () async -> Void = {}
    ) throws {
        self.path = try SocketPath(path)
        self.node = node
        self.idleTimeout = idleTimeout
        self.refusals = refusals
        self.logger = logger
        self.onListening = onListening
    }

    /// - Throws: ``NodeSocketError`` when the path is taken or cannot be listened at.
    package func run() async throws {
        try path.makeFree()
        let umask = PrivateUmask()
        defer { umask.release() }
        let application = Application(
            responder: Responder(node: node, refusals: refusals),
            server: .http1(configuration: .init(idleTimeout: TimeAmount(idleTimeout))),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path.text),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    Self.connections, logger: logger)),
            onServerRunning: { [path, refusals, logger, onListening] channel in
                umask.release()
                try? await channel.eventLoop.submit {
                    let handler = AcceptErrorHandler(
                        logger: logger, refusals: refusals, aborted: "socket.aborted",
                        resources: "socket.resources")
                    try channel.pipeline.syncOperations.addHandler(handler, position: .first)
                }.get()
                // A socket that can be executed looks odd in `ls`; access is as narrow either way.
                chmod(path.text, 0o600)
                await onListening()
            },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw NodeSocketError.cannotListen(
                path.text, reason: SocketPath.reason(error.errnoCode))
        }
        guard Task.isShuttingDownGracefully || Task.isCancelled else {
            throw NodeSocketError.cannotListen(
                path.text, reason: "the system ended the listener; the log has the cause")
        }
    }

    /// Commands use one each, a gateway process as many as it has requests.
    private static let connections = 256
}
