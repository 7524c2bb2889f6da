import Hummingbird
import HummingbirdCore
import Listening
package import Logging
package import NIOCore
package import NodeService
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The node socket: ``NodeService`` over HTTP/1.1 and JSON on a Unix domain socket, for commands
/// and gateways on this host, until graceful shutdown. The node's own user and root may do
/// everything, others what their roles allow.
package struct NodeSocketServer: Service {
    /// Octets of the longest path that a node socket can have.
    package static let longestPath = SocketPath.longest

    private let path: SocketPath
    private let node: any OperatorService
    private let access: AccessRules
    private let identify: @Sendable (any Channel) -> PeerCredential?
    private let idleTimeout: IdleTimeout
    private let bodies: RequestBodies
    private let refusals: Refusals
    private let logger: Logger
    private let audit: Logger
    private let onListening: @Sendable () async -> Void

    /// - Parameters:
    ///   - access: who has which roles.
    ///   - idleTimeout: how long a connection may be silent while no request of it is worked on.
    ///   - audit: told of each order of an operator.
    ///   - onListening: called once clients can connect.
    /// - Throws: ``NodeSocketError/pathTooLong(_:octets:limit:)``.
    package init(
        path: String, node: any OperatorService, access: AccessRules = AccessRules(),
        idleTimeout: Duration = .seconds(120), refusals: Refusals, logger: Logger, audit: Logger,
        onListening: @escaping @Sendable () async -> Void = {}
    ) throws {
        try self.init(
            path: path, node: node, access: access, identify: { PeerCredential.of($0) },
            idleTimeout: idleTimeout, bodies: RequestBodies(), refusals: refusals, logger: logger,
            audit: audit,
            onListening: onListening)
    }

    /// - Parameters:
    ///   - identify: who is at the other end of a connection.
    ///   - bodies: the room for what requests carry.
    package init(
        path: String, node: any OperatorService, access: AccessRules,
        identify: @escaping @Sendable (any Channel) -> PeerCredential?, idleTimeout: Duration,
        bodies: RequestBodies, refusals: Refusals, logger: Logger, audit: Logger,
        onListening: @escaping @Sendable () async -> Void
    ) throws {
        self.path = try SocketPath(path)
        self.node = node
        self.access = access
        self.identify = identify
        self.idleTimeout = IdleTimeout(idleTimeout)
        self.bodies = bodies
        self.refusals = refusals
        self.logger = logger
        self.audit = audit
        self.onListening = onListening
    }

    /// From now on this is how long a connection may be silent; those that there are keep theirs.
    package func take(idleTimeout duration: Duration) { idleTimeout.duration = duration }

    /// - Throws: ``NodeSocketError`` when the path is taken or cannot be listened at.
    package func run() async throws {
        try path.makeFolder(isOpen: access.namesOthers)
        try path.makeFree()
        let umask = PrivateUmask()
        defer { umask.release() }
        let application = Application(
            responder: Responder(
                node: node, bodies: bodies, refusals: refusals, audit: AuditLog(audit)),
            server: makeChannels(),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path.text),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    Self.connections, logger: logger)),
            onServerRunning: { [path, access, refusals, logger, onListening] channel in
                umask.release()
                try? await channel.eventLoop.submit {
                    let handler = AcceptErrorHandler(
                        logger: logger, refusals: refusals, aborted: "socket.aborted",
                        resources: "socket.resources")
                    try channel.pipeline.syncOperations.addHandler(handler, position: .first)
                }.get()
                // It was made for its own user only. Now that it has its listener, others may
                // connect, if they have any business here: what they may do is the node's to say.
                chmod(path.text, access.namesOthers ? 0o666 : 0o600)
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

    private func makeChannels() -> HTTPServerBuilder {
        let connections = ConnectionCounts(mostOfOne: Self.connectionsOfOneUser)
        return HTTPServerBuilder { [access, identify, idleTimeout, refusals] responder in
            SocketChannel(
                responder: responder, idleTimeout: idleTimeout,
                access: access, connections: connections, refusals: refusals, identify: identify)
        }
    }

    /// Commands use one each, a gateway process some tens. Together with the connections of a
    /// gateway in this process it is below the 1,024 files that a process may usually open.
    private static let connections = 384
    /// Of one user who is no operator: three that misbehave leave room for the others.
    static let connectionsOfOneUser = 96
}
