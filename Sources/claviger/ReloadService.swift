import Dispatch
import Foundation
import HTTPGateway
import Logging
import Node
import NodeConfiguration
import NodeService
import OpenPGP
import ServiceLifecycle
import TransportSecurity
import UnixSignals

/// Reads node.yaml, and the certificates that it names, again at each SIGHUP. What of it can be taken
/// while the node runs is in force when the log says so; what cannot waits for a restart; and a file
/// with a problem changes nothing. `claviger status` shows what came of it.
struct ReloadService: Service {
    private let signals: UnixSignalsSequence
    private let file: String
    private let node: Node
    private let gateway: HTTPGateway?
    private let workers: HTTPWorkers?
    private let logger: Logger
    private let started: WrittenConfiguration

    /// - Parameters:
    ///   - signals: trapped before the node is opened, since a SIGHUP that nobody expects ends a
    ///     process.
    ///   - started: what the node has been made of.
    ///   - gateway: nil when this process serves no HTTP.
    ///   - workers: the processes that do.
    init(
        _ signals: UnixSignalsSequence, of started: WrittenConfiguration, file: String, node: Node,
        gateway: HTTPGateway?, workers: HTTPWorkers?, logger: Logger
    ) {
        self.signals = signals
        self.started = started
        self.file = file
        self.node = node
        self.gateway = gateway
        self.workers = workers
        self.logger = logger
        node.show(ConfigurationStatus(of: started))
    }

    func run() async throws {
        var running = Running(
            configuration: started.configuration, status: ConfigurationStatus(of: started))
        for await _ in signals.cancelOnGracefulShutdown() {
            await reload(&running)
            node.show(running.status)
        }
    }

    private struct Running {
        var configuration: NodeConfiguration
        var status: ConfigurationStatus
    }

    private func reload(_ running: inout Running) async {
        do {
            let written = try await Self.read(file)
            let change = ConfigurationChange(
                from: running.configuration, to: written.configuration)
            if let gateway {
                try await gateway.reload(HTTPGatewayConfiguration(change.effective))
            }
            node.take(IntakeLimits(change.effective.limits))
            running.configuration = change.effective
            running.status = ConfigurationStatus(of: written, waiting: change.waiting)
            log(change)
            // They would take at once what is to wait.
            if !change.waiting.contains(where: { $0.hasPrefix("http.") }) { await workers?.renew() }
        } catch {
            let problems =
                (error as? ConfigurationProblems)?.lines ?? [String(describing: error)]
            running.status.problems = problems
            for problem in problems { logger.error("\(problem)") }
            logger.error("SIGHUP: nothing has changed: correct the file and send it again")
        }
    }

    private func log(_ change: ConfigurationChange) {
        logger.notice(
            "SIGHUP: configuration and certificates read again",
            metadata: ["changed": "\(change.taken.joined(separator: ","))"])
        for place in change.waiting {
            logger.warning("\(place): restart the node for what stands there now")
        }
        change.effective.logExpiry(file: file, to: logger)
    }

    /// Away from the threads that all requests share.
    private static func read(_ file: String) async throws -> WrittenConfiguration {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try NodeConfiguration.loadToServe(file) })
            }
        }
    }
}

extension ConfigurationStatus {
    fileprivate init(of written: WrittenConfiguration, waiting: [String] = []) {
        let digest = MessageDigest.sha256(Array(written.text.utf8))
        self.init(
            digest: digest.map { String(format: "%02x", $0) }.joined(), taken: SystemClock.now(),
            waiting: waiting)
    }
}

extension ConfigurationProblems {
    fileprivate var lines: [String] {
        description.split(separator: "\n").map { String($0) }
    }
}
