import Hummingbird
import Listening
package import Logging
import NIOCore
import NIOPosix
package import NodeService
import ServiceLifecycle
import Synchronization
package import TransportSecurity

/// The API of the node socket on TLS, for gateways and commands on other hosts, until graceful
/// shutdown. Everybody needs a certificate of the CA that the listener names, and does what the roles
/// of that certificate allow.
package struct NodeTLSServer: Service {
    /// One address.
    package struct Listener: Sendable, CustomStringConvertible {
        package let host: String
        package let port: Int
        package let tls: TLSFiles

        /// - Parameter tls: with the CA that clients' certificates have to be from.
        package init(host: String, port: Int, tls: TLSFiles) {
            precondition(tls.clientCA != nil, "the node's API asks for certificates")
            self.host = host
            self.port = port
            self.tls = tls
        }

        /// Such as `api [::1]:11372`.
        package var description: String {
            "api " + (host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
        }
    }

    private let listeners: [Listener]
    private let responder: Responder
    private let idleTimeout: IdleTimeout
    private let refusals: Refusals
    private let logger: Logger
    private let onListening: @Sendable (Listener) async -> Void
    /// There while it runs.
    private let live = Live()

    private final class Live: Sendable {
        let files = Mutex<LiveFiles?>(nil)
    }

    /// - Parameters:
    ///   - access: who has which roles.
    ///   - idleTimeout: how long a connection may be silent while no request of it is worked on.
    ///   - bodies: the room for what requests carry, shared with the node's other doors.
    ///   - audit: told of each order.
    ///   - onListening: called once for each listener, with the address that it is bound to.
    package init(
        listeners: [Listener], node: any OperatorService, access: LiveAccess,
        idleTimeout: Duration = .seconds(120), bodies: RequestBodies = RequestBodies(),
        refusals: Refusals, logger: Logger, audit: Logger,
        onListening: @escaping @Sendable (Listener) async -> Void = { _ in }
    ) {
        self.listeners = listeners
        responder = Responder(
            node: node, access: access, bodies: bodies, refusals: refusals, audit: AuditLog(audit),
            lookups: nil)
        self.idleTimeout = IdleTimeout(idleTimeout)
        self.refusals = refusals
        self.logger = logger
        self.onListening = onListening
    }

    /// From now on this is how long a connection may be silent; those that there are keep theirs.
    package func take(idleTimeout duration: Duration) { idleTimeout.duration = duration }

    /// - Throws: ``NodeSocketError/cannotServe(_:reason:)``.
    package func run() async throws {
        let files = LiveFiles(try await Self.read(listeners))
        live.files.withLock { $0 = files }
        let room = ConnectionRoom(capacity: SocketChannel.mostConnections)
        // One that fails ends the others.
        try await withThrowingDiscardingTaskGroup { group in
            for index in listeners.indices {
                group.addTask { try await serve(index, files, in: room) }
            }
        }
    }

    /// Takes the files of the same listeners as they are now; connections keep what they began with.
    ///
    /// - Throws: ``NodeSocketError/cannotServe(_:reason:)`` when one cannot be used; then nothing has
    ///   changed.
    package func reload(_ listeners: [Listener]) async throws {
        precondition(listeners.count == self.listeners.count, "a server keeps its listeners")
        let read = try await Self.read(listeners)
        // Before it runs there is nothing to take them: it reads them when it does.
        live.files.withLock { $0 }?.take(read)
    }

    private static func read(_ listeners: [Listener]) async throws -> [ServerTLS] {
        try await NIOThreadPool.singleton.runIfActive {
            try listeners.map { listener in
                do throws(TLSFileErrors) { return try ServerTLS(listener.tls) } catch {
                    throw NodeSocketError.cannotServe(
                        listener.description, reason: error.description)
                }
            }
        }
    }

    private func serve(_ index: Int, _ files: LiveFiles, in room: ConnectionRoom) async throws {
        let listener = listeners[index]
        let server = NodeListener(
            address: .hostname(listener.host, port: listener.port),
            entrance: TLSEntrance(files: files, listener: index, refusals: refusals), room: room,
            responder: responder, idleTimeout: idleTimeout, refusals: refusals, logger: logger)
        do {
            try await server.run { [onListening] channel in
                await onListening(
                    Listener(
                        host: channel.localAddress?.ipAddress ?? listener.host,
                        port: channel.localAddress?.port ?? listener.port, tls: listener.tls))
            }
        } catch {
            let reason = (error as? IOError).map { SocketPath.reason($0.errnoCode) } ?? "\(error)"
            throw NodeSocketError.cannotServe(
                listener.description,
                reason:
                    "\(reason): choose another address in api.listen, or stop what uses this one")
        }
        guard Task.isShuttingDownGracefully || Task.isCancelled else {
            throw NodeSocketError.cannotServe(
                listener.description,
                reason: "the system ended the listener; the log has the cause: start the node again"
            )
        }
    }
}
