import Hummingbird
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
/// and gateways on this host, until graceful shutdown. The node's own user and root may do
/// everything, others what their roles allow.
package struct NodeSocketServer: Service {
    /// Octets of the longest path that a node socket can have.
    package static let longestPath = SocketPath.longest

    private let path: SocketPath
    private let node: any OperatorService
    private let access: LiveAccess
    private let identify: @Sendable (CInt) -> PeerCredential?
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
    ///   - bodies: the room for what requests carry, shared with the node's other doors.
    ///   - audit: told of each order.
    ///   - onListening: called once clients can connect.
    /// - Throws: ``NodeSocketError/pathTooLong(_:octets:limit:)``.
    package init(
        path: String, node: any OperatorService, access: LiveAccess = LiveAccess(),
        idleTimeout: Duration = .seconds(120), bodies: RequestBodies = RequestBodies(),
        refusals: Refusals, logger: Logger, audit: Logger,
        onListening: @escaping @Sendable () async -> Void = {}
    ) throws {
        try self.init(
            path: path, node: node, access: access, identify: { PeerCredential.of($0) },
            idleTimeout: idleTimeout, bodies: bodies, refusals: refusals, logger: logger,
            audit: audit, onListening: onListening)
    }

    /// - Parameter identify: who is at the other end of a descriptor.
    package init(
        path: String, node: any OperatorService, access: LiveAccess,
        identify: @escaping @Sendable (CInt) -> PeerCredential?, idleTimeout: Duration,
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
        try path.makeFolder(isOpen: access.rules.namesOthers)
        try path.makeFree()
        let socket = try listen()
        let lookups = LookupConnections(
            node: node, access: access, idleTimeout: idleTimeout, refusals: refusals,
            logger: logger)
        async let lookupsServed: Void = lookups.run()
        defer { lookups.end() }
        let listener = SocketListener(
            socket: socket, path: path, access: access, identify: identify,
            responder: Responder(
                node: node, access: access, bodies: bodies, refusals: refusals,
                audit: AuditLog(audit), lookups: lookups),
            idleTimeout: idleTimeout, refusals: refusals, logger: logger)
        do {
            try await listener.run { [path, access, onListening] in
                // It was made for its own user only. Now that it has its listener, others may
                // connect, if they have any business here: what they may do is the node's to say.
                access.observe { chmod(path.text, $0.namesOthers ? 0o666 : 0o600) }
                await onListening()
            }
        } catch let error as IOError {
            throw cannotListen(error)
        }
        lookups.end()
        await lookupsServed
        guard Task.isShuttingDownGracefully || Task.isCancelled else {
            throw NodeSocketError.cannotListen(
                path.text, reason: "the system ended the listener; the log has the cause")
        }
    }

    /// At first for our own user only.
    private func listen() throws(NodeSocketError) -> ListeningSocket {
        let umask = PrivateUmask()
        defer { umask.release() }
        do {
            return try ListeningSocket(
                SocketAddress(unixDomainSocketPath: path.text), backlog: SocketListener.backlog)
        } catch let error as IOError {
            throw cannotListen(error)
        } catch {
            throw .cannotListen(path.text, reason: "\(error)")
        }
    }

    private func cannotListen(_ error: IOError) -> NodeSocketError {
        .cannotListen(path.text, reason: SocketPath.reason(error.errnoCode))
    }
}
