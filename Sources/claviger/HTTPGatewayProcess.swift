import HTTPGateway
import Logging
import NodeConfiguration
import NodeService
import NodeSocket
import ServiceLifecycle
import UnixSignals

/// What `claviger gateway http` runs: the HTTP gateway on a node in another process.
struct HTTPGatewayProcess {
    /// As that of a node: see `NodeProcess`.
    private static let longestStop = Duration.seconds(30)

    let configuration: NodeConfiguration
    /// The node that it serves for.
    let node: NodeAddress
    /// What log lines and metrics call it.
    let name: String
    /// Descriptors of sockets that listen already, one for each address; none: it listens itself.
    let listening: [Int32]
    let logger: Logger

    func run() async throws {
        guard !configuration.http.listen.isEmpty else {
            throw CommandFailure(
                .configuration, "http.listen names no address",
                advice: "Write one in node.yaml, such as listen: [\"127.0.0.1:11371\"].")
        }
        guard listening.isEmpty || listening.count == configuration.http.listen.count else {
            // node.yaml has been changed since the node started.
            throw CommandFailure(
                .configuration, "http.listen names other addresses than the node has",
                advice: "Restart the node.")
        }
        try await NodeSocketClient.with(
            node, use: .gateway(ofNodeWithIdleTimeout: configuration.idleTimeout)
        ) { node in
            try await checkAccess(to: node)
            try await makeGroup(node).run()
        }
    }

    /// A gateway that the node does not let in says so at once. One whose node is away waits.
    private func checkAccess(to node: NodeSocketClient) async throws {
        do {
            try await node.report(refusals: [:])
        } catch NodeSocketError.refused(code: "forbidden", let message) {
            throw CommandFailure(
                .configuration, message,
                advice: "Name it under roles.gateway in node.yaml, and send the node SIGHUP.")
        } catch let error as NodeSocketError where error.isRefusal {
            throw error
        } catch {
            logger.warning("the node is away: \(error)")
        }
    }

    private func makeGroup(_ node: NodeSocketClient) -> ServiceGroup {
        let refusals = Refusals()
        let readiness = Readiness(count: configuration.http.listen.count)
        var settings = HTTPGatewayConfiguration(configuration)
        settings.sharesPorts = true
        settings.keepsToProcessors = true
        settings.listening = listening
        settings.process = .own(name: name)
        let gateway = HTTPGateway(
            configuration: settings, node: node, refusals: refusals, logger: logger,
            now: SystemClock.now
        ) { listener in
            readiness.listens(listener.description)
        }
        var group = ServiceGroupConfiguration(
            // Stopped in reverse order: the last report has everything.
            services: [RefusalReporter(node: node, refusals: refusals), gateway],
            gracefulShutdownSignals: [.sigterm, .sigint],
            // As in `NodeProcess`: the error is reported where it is caught.
            logger: Logger(label: "claviger.services") { _ in SwiftLogNoOpLogHandler() })
        group.maximumGracefulShutdownDuration = Self.longestStop
        return ServiceGroup(configuration: group)
    }
}

extension NodeSocketError {
    /// Whether waiting for the node does not help.
    fileprivate var isRefusal: Bool {
        if case .untrusted = self { true } else { false }
    }
}
