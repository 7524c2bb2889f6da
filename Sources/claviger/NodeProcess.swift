import Gossip
import HTTPGateway
import Logging
import Node
import NodeConfiguration
import NodeService
import ServiceLifecycle
import Synchronization
import UnixSignals

/// What `claviger serve` runs: a node with its gateways, its socket and its gossip, from opening
/// the database to closing it.
struct NodeProcess {
    /// How long requests and sessions in progress may take when the node is told to stop: less
    /// than the 90 s after which systemd kills.
    private static let longestStop = Duration.seconds(30)

    let written: WrittenConfiguration
    /// Where the configuration stands.
    let file: ServedFile
    let log: ProcessLog

    private var configuration: NodeConfiguration { written.configuration }
    private var logger: Logger { log.logger(.node) }

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let refusals = Refusals()
        await Leftovers(of: configuration, file: file.path, logger: logger).clear()
        let node = try Node.open(configuration, refusals: refusals, logger: logger)
        do {
            let group = try makeGroup(node, refusals: refusals, hangups: hangups)
            node.onShutdown { Task { await group.triggerGracefulShutdown() } }
            logger.info("node \(configuration.name) starts, version \(Node.version)")
            configuration.logExpiry(file: file.path, to: logger)
            try await group.run()
        } catch {
            // What went wrong first is what has to be told.
            try? node.close()
            throw error
        }
        try node.close()
        logger.info("node \(configuration.name) has stopped")
    }

    private func makeGroup(
        _ node: Node, refusals: Refusals, hangups: UnixSignalsSequence
    ) throws -> ServiceGroup {
        let readiness = Readiness(
            node: node,
            count: 1 + configuration.api.listen.count
                + (servesHTTP ? configuration.http.listen.count : 0)
                + (configuration.recon == nil ? 0 : 1))
        // Stopped in reverse order: commands can watch the node until the end.
        let doors = try NodeDoors(
            configuration, node: node, refusals: refusals, readiness: readiness, log: log)
        var services = doors.services
        let workers = servesHTTP ? makeWorkers(node, readiness) : nil
        let gateway = servesHTTP && workers == nil ? makeGateway(node, refusals, readiness) : nil
        if let workers { services.append(workers) }
        if let gateway { services.append(gateway) }
        let recon = configuration.recon.map { makeGossip($0, node, refusals, readiness) }
        if let recon { services.append(recon) }
        let parts = ReloadService.Parts(
            node: node, doors: doors, gateway: gateway, workers: workers, gossip: recon?.gossip)
        services.append(ReloadService(hangups, of: written, file: file, parts: parts, log: log))
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint],
            // It logs the cancellation of each service beside the error that caused it, and throws
            // only that: the error is reported where it is caught.
            logger: Logger(label: "claviger.services") { _ in SwiftLogNoOpLogHandler() })
        group.maximumGracefulShutdownDuration = Self.longestStop
        return ServiceGroup(configuration: group)
    }

    private func makeGateway(
        _ node: Node, _ refusals: Refusals, _ readiness: Readiness
    ) -> HTTPGateway {
        HTTPGateway(
            configuration: HTTPGatewayConfiguration(configuration), node: node,
            refusals: refusals, logger: log.logger(.http), now: SystemClock.now
        ) { listener in
            readiness.listens(listener.description)
        }
    }

    /// False when nobody is to be served, or only by processes that are started apart.
    private var servesHTTP: Bool {
        !configuration.http.listen.isEmpty && configuration.http.workers != .apart
    }

    /// Nil when this process serves HTTP itself.
    private func makeWorkers(_ node: Node, _ readiness: Readiness) -> HTTPWorkers? {
        guard case .processes(let count) = configuration.http.workers else { return nil }
        let board = WorkerBoard(names: (1...count).map { "http \($0)" })
        node.showWorkers { board.all }
        let announced = Mutex<Set<String>>([])
        return HTTPWorkers(
            board: board, gateway: HTTPGatewayConfiguration(configuration),
            arguments: ["gateway", "http", "--config", file.path, "--end-with-parent"]
                + (file.logLevel.map { ["--log-level", $0.rawValue] } ?? []), logger: logger
        ) { listener in
            // All of them listen at the same addresses; the first that does makes them ready.
            if announced.withLock({ $0.insert(listener).inserted }) { readiness.listens(listener) }
        }
    }

    private func makeGossip(
        _ recon: ReconConfiguration, _ node: Node, _ refusals: Refusals, _ readiness: Readiness
    ) -> ReconService {
        guard let httpPort = configuration.http.portForPeers else {
            preconditionFailure("a configuration with gossip has a listener without TLS")
        }
        let gossip = Gossip(
            configuration: GossipConfiguration(
                recon, httpPort: httpPort, limits: configuration.limits),
            node: node, refusals: refusals, logger: log.logger(.gossip)
        ) { readiness.listens("recon \($0)") }
        node.attach(gossip)
        return ReconService(gossip: gossip, listen: recon.listen)
    }
}

/// Gossip, with the address in the error when it cannot be listened on.
private struct ReconService: Service {
    let gossip: Gossip
    let listen: HostAndPort

    func run() async throws {
        do {
            try await gossip.run()
        } catch {
            throw CommandFailure(
                .unavailable, "recon: cannot listen on \(listen): \(error)",
                advice: "Choose another address in recon.listen, or stop what uses this one.")
        }
    }
}
