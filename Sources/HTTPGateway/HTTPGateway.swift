package import Logging
import NIOCore
package import NodeService
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The HTTP server of a node for HKP v1 and v2 and VKS (or of a gateway process): one listener for
/// each configured address, until graceful shutdown.
package struct HTTPGateway: Service {
    private let configuration: HTTPGatewayConfiguration
    private let node: any NodeService
    private let refusals: Refusals
    private let logger: Logger
    private let now: @Sendable () -> Int
    private let onListening: @Sendable (HTTPGatewayConfiguration.Listener) async -> Void

    /// - Parameters:
    ///   - now: Unix seconds, for the statistics.
    ///   - onListening: called once for each listener, with the address that it is bound to.
    package init(
        configuration: HTTPGatewayConfiguration, node: any NodeService, refusals: Refusals,
        logger: Logger, now: @escaping @Sendable () -> Int = { Int(time(nil)) },
        onListening: @escaping @Sendable (HTTPGatewayConfiguration.Listener) async -> Void = { _ in
        }
    ) {
        self.configuration = configuration
        self.node = node
        self.refusals = refusals
        self.logger = logger
        self.now = now
        self.onListening = onListening
    }

    /// - Throws: ``HTTPGatewayError`` when an address cannot be listened on.
    package func run() async throws {
        let gateway = Gateway(
            configuration: configuration, node: node, refusals: refusals, now: now)
        let room = ConnectionRoom(capacity: configuration.limits.connections)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for listener in configuration.listen {
                group.addTask { try await serve(gateway, in: room, on: listener) }
            }
            try await group.waitForAll()
        }
    }

    private func serve(
        _ gateway: Gateway, in room: ConnectionRoom,
        on listener: HTTPGatewayConfiguration.Listener
    ) async throws {
        let responder = gateway.responder(
            serverName: "claviger/\(configuration.facts.version)", logger: logger)
        let connection = GatewayChannel(
            responder: responder, configuration: configuration, room: room, refusals: refusals)
        let server = GatewayServer(
            listener: listener, sharesPort: configuration.sharesPorts,
            connection: connection, refusals: refusals, logger: logger)
        do {
            try await server.run { channel in
                await onListening(Self.boundAddress(of: channel) ?? listener)
            }
        } catch let error as IOError {
            throw HTTPGatewayError.cannotListen(
                listener, reason: String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError {
            throw HTTPGatewayError.cannotListen(listener, reason: "\(error)")
        }
        guard Task.isShuttingDownGracefully || Task.isCancelled else {
            throw HTTPGatewayError.listenerEnded(listener)
        }
    }

    private static func boundAddress(
        of channel: any Channel
    ) -> HTTPGatewayConfiguration.Listener? {
        guard let address = channel.localAddress, let host = address.ipAddress,
            let port = address.port
        else { return nil }
        return .init(host: host, port: port)
    }
}

/// Why the gateway does not run.
package enum HTTPGatewayError: Error, CustomStringConvertible {
    case cannotListen(HTTPGatewayConfiguration.Listener, reason: String)
    /// The system took the listener away while the gateway was running.
    case listenerEnded(HTTPGatewayConfiguration.Listener)

    package var description: String {
        switch self {
        case .cannotListen(let listener, let reason):
            "http: cannot listen on \(listener.host):\(listener.port): \(reason); "
                + "choose another address in http.listen, or stop what uses this one"
        case .listenerEnded(let listener):
            "http: the system ended the listener on \(listener.host):\(listener.port): "
                + "start the node again; the log has the cause"
        }
    }
}
