import Node
import NodeConfiguration
import NodeService
import NodeSocket
import ServiceLifecycle

/// The ways into a node for programs: its socket and, where the configuration has it, the same API on
/// TLS. Both go by the same roles.
struct NodeDoors {
    private let access: LiveAccess
    private let socket: NodeSocketServer
    /// Nil where nothing listens for other hosts.
    private let tls: NodeTLSServer?

    init(
        _ configuration: NodeConfiguration, node: Node, refusals: Refusals, readiness: Readiness,
        log: ProcessLog
    ) throws {
        access = LiveAccess(AccessRules(configuration.roles))
        let (logger, audit) = (log.logger(.socket), log.logger(.audit))
        let bodies = RequestBodies()
        let path = configuration.socket
        socket = try NodeSocketServer(
            path: path, node: node, access: access, idleTimeout: configuration.idleTimeout,
            bodies: bodies, refusals: refusals, logger: logger, audit: audit
        ) { readiness.listens("socket \(path)") }
        let listeners = configuration.api.listen.map { NodeTLSServer.Listener($0) }
        tls =
            listeners.isEmpty
            ? nil
            : NodeTLSServer(
                listeners: listeners, node: node, access: access,
                idleTimeout: configuration.idleTimeout, bodies: bodies, refusals: refusals,
                logger: logger, audit: audit
            ) { readiness.listens($0.description) }
    }

    var services: [any Service] { [socket] + (tls.map { [$0] } ?? []) }

    /// Takes the roles, the files of TLS and how long connections may be silent. When it throws, nothing has changed.
    func reload(_ configuration: NodeConfiguration) async throws {
        try await tls?.reload(configuration.api.listen.map { NodeTLSServer.Listener($0) })
        access.take(AccessRules(configuration.roles))
        socket.take(idleTimeout: configuration.idleTimeout)
        tls?.take(idleTimeout: configuration.idleTimeout)
    }
}
