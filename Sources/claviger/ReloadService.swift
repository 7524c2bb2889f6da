import Dispatch
import Foundation
import Gossip
import HTTPGateway
import Logging
import Node
import NodeConfiguration
import NodeService
import NodeSocket
import OpenPGP
import ServiceLifecycle
import TransportSecurity
import UnixSignals

/// Reads node.yaml, and the certificates that it names, again at each SIGHUP. What of it can be taken
/// while the node runs is in force when the log says so; what cannot waits for a restart; and a file
/// with a problem changes nothing. `claviger status` shows what came of it.
struct ReloadService: Service {
    /// What a configuration is handed on to.
    struct Parts: Sendable {
        let node: Node
        /// Where roles hold.
        let doors: NodeDoors
        /// Nil when this process serves no HTTP.
        let gateway: HTTPGateway?
        /// The processes that do.
        let workers: HTTPWorkers?
        /// Nil when the node does not gossip.
        let gossip: Gossip?
    }

    private let signals: UnixSignalsSequence
    private let file: ServedFile
    private let parts: Parts
    private let log: ProcessLog
    private let started: WrittenConfiguration

    private var logger: Logger { log.logger(.node) }

    /// - Parameters:
    ///   - signals: trapped before the node is opened, since a SIGHUP that nobody expects ends a
    ///     process.
    ///   - started: what the node has been made of.
    ///   - log: its audit log is told of each SIGHUP. The system does not say who has sent it.
    init(
        _ signals: UnixSignalsSequence, of started: WrittenConfiguration, file: ServedFile,
        parts: Parts, log: ProcessLog
    ) {
        self.signals = signals
        self.started = started
        self.file = file
        self.parts = parts
        self.log = log
        parts.node.show(ConfigurationStatus(of: started))
    }

    func run() async throws {
        var running = Running(
            configuration: started.configuration, status: ConfigurationStatus(of: started))
        for await _ in signals.cancelOnGracefulShutdown() {
            await reload(&running)
            parts.node.show(running.status)
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
            try await handOn(change.effective)
            running.configuration = change.effective
            running.status = ConfigurationStatus(of: written, waiting: change.waiting)
            tell(change)
            record("taken: \(change.taken.joined(separator: ", "))")
            // They would take at once what is to wait.
            if !change.waiting.contains(where: { $0.hasPrefix("http.") }) {
                await parts.workers?.renew()
            }
        } catch {
            let problems =
                (error as? ConfigurationProblems)?.lines ?? [String(describing: error)]
            running.status.problems = problems
            for problem in problems { logger.error("\(problem)") }
            logger.error("SIGHUP: nothing has changed: correct the file and send it again")
            record("refused: \(problems.count) problem\(problems.count == 1 ? "" : "s")")
        }
    }

    private func record(_ outcome: String) {
        log.logger(.audit).notice("reload", metadata: ["by": "SIGHUP", "result": "\(outcome)"])
    }

    /// What can fail comes first: when it does, nothing has changed.
    private func handOn(_ configuration: NodeConfiguration) async throws {
        if let gateway = parts.gateway {
            try await gateway.reload(HTTPGatewayConfiguration(configuration))
        }
        try await parts.doors.reload(configuration)
        parts.node.take(IntakeLimits(configuration.limits))
        log.take(configuration.log)
        if let gossip = parts.gossip, let recon = configuration.recon {
            await gossip.take(GossipConfiguration.peers(of: recon), interval: recon.interval)
        }
    }

    private func tell(_ change: ConfigurationChange) {
        logger.notice(
            "SIGHUP: configuration and certificates read again",
            metadata: ["changed": "\(change.taken.joined(separator: ","))"])
        for place in change.waiting {
            logger.warning("\(place): restart the node for what stands there now")
        }
        change.effective.logExpiry(file: file.path, to: logger)
    }

    /// Away from the threads that all requests share.
    private static func read(_ file: ServedFile) async throws -> WrittenConfiguration {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try file.read() })
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
