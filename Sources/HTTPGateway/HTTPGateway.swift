import Listening
package import Logging
import NIOCore
import NIOPosix
package import NodeService
import ServiceLifecycle
import Synchronization

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
    private let metrics = GatewayMetrics()
    private let onListening: @Sendable (HTTPGatewayConfiguration.Listener) async -> Void
    /// There while it runs.
    private let live = Live()

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
        let settings = try await NIOThreadPool.singleton.runIfActive {
            [configuration, node, refusals, metrics, now] in
            try LiveSettings(
                configuration, node: node, refusals: refusals, metrics: metrics, now: now)
        }
        live.set(settings)
        let room = ConnectionRoom(capacity: configuration.limits.connections)
        let loops = try ReadinessLoops(
            keepToProcessors: configuration.keepsToProcessors
        ) { [node] in node.lookingUp($0) }
        // One that fails ends the others.
        try await withThrowingDiscardingTaskGroup { group in
            for listener in configuration.listen.indices {
                group.addTask { try await serve(settings, in: room, on: listener, loops) }
            }
        }
    }

    /// Takes a configuration while it runs: everything but addresses and the number of connections,
    /// which have to be the same, and the files of TLS as they are now.
    ///
    /// - Throws: ``HTTPGatewayError`` when a file cannot be used, or before there are listeners; then
    ///   nothing has changed.
    package func reload(_ configuration: HTTPGatewayConfiguration) async throws {
        guard let settings = live.settings else { throw HTTPGatewayError.notRunning }
        try await NIOThreadPool.singleton.runIfActive { try settings.take(configuration) }
    }

    /// Listens at each address for a moment, as the only one: where processes share addresses, the
    /// system would not say that something else has them.
    ///
    /// - Throws: ``HTTPGatewayError`` when an address cannot be listened on.
    package static func checkAddresses(of configuration: HTTPGatewayConfiguration) async throws {
        for listener in configuration.listen {
            try await naming(listener) {
                let channel = try await ServerBootstrap(
                    group: .singletonMultiThreadedEventLoopGroup
                )
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: listener.host, port: listener.port).get()
                try await channel.close()
            }
        }
    }

    /// Turns the system's reasons into an error that names the address.
    private static func naming(
        _ listener: HTTPGatewayConfiguration.Listener, _ work: () async throws -> Void
    ) async throws {
        do {
            try await work()
        } catch let error as IOError {
            throw HTTPGatewayError.cannotListen(
                listener, reason: String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError {
            throw HTTPGatewayError.cannotListen(listener, reason: "\(error)")
        }
    }

    private func serve(
        _ settings: LiveSettings, in room: ConnectionRoom, on index: Int, _ loops: ReadinessLoops
    ) async throws {
        let listener = configuration.listen[index]
        let letterhead = Letterhead(
            clock: HTTPClock(now: now), serverName: "claviger/\(configuration.facts.version)")
        let connection = GatewayChannel(
            letterhead: letterhead, live: settings, listener: index, room: room,
            refusals: refusals, metrics: metrics, logger: logger)
        let socket = try await NIOThreadPool.singleton.runIfActive { [configuration] in
            if !configuration.listening.isEmpty {
                return ListeningSocket(inherited: configuration.listening[index])
            }
            return try ListeningSocket(listener, sharesPort: configuration.sharesPorts)
        }
        let server = GatewayServer(
            socket: socket, isEncrypted: listener.tls != nil, loops: loops, connection: connection)
        await server.run { await onListening(Self.bound(listener, to: socket)) }
        guard Task.isShuttingDownGracefully || Task.isCancelled else {
            throw HTTPGatewayError.listenerEnded(listener)
        }
    }

    private static func bound(
        _ listener: HTTPGatewayConfiguration.Listener, to socket: ListeningSocket
    ) -> HTTPGatewayConfiguration.Listener {
        guard let address = socket.address, let host = address.ipAddress, let port = address.port
        else { return listener }
        return .init(host: host, port: port, tls: listener.tls)
    }

    /// The settings of a run.
    private final class Live: Sendable {
        private let kept = Mutex<LiveSettings?>(nil)

        var settings: LiveSettings? { kept.withLock { $0 } }

        func set(_ settings: LiveSettings) { kept.withLock { $0 = settings } }
    }
}

/// Why the gateway does not run.
package enum HTTPGatewayError: Error, CustomStringConvertible {
    case cannotListen(HTTPGatewayConfiguration.Listener, reason: String)
    /// The system took the listener away while the gateway was running.
    case listenerEnded(HTTPGatewayConfiguration.Listener)
    case notRunning
    /// A file of TLS.
    case unusableFiles(HTTPGatewayConfiguration.Listener, reason: String)

    package var description: String {
        switch self {
        case .cannotListen(let listener, let reason):
            "cannot listen on \(listener): \(reason); "
                + "choose another address in http.listen, or stop what uses this one"
        case .listenerEnded(let listener):
            "the system ended the listener \(listener): start the node again; the log has the cause"
        case .notRunning: "http: there are no listeners yet: try again when there are"
        case .unusableFiles(let listener, let reason): "\(listener): \(reason)"
        }
    }
}
