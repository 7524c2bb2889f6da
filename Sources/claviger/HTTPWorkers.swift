import Glibc
import HTTPGateway
import Logging
import NodeService
import ServiceLifecycle

/// Keeps gateway processes running that share the node's HTTP addresses, and ends them with the
/// node. One that dies takes with it what it was serving; the others and the node go on.
struct HTTPWorkers: Service {
    /// How long the renewal of one worker is awaited: it only has to start.
    private static let longestRenewal = Duration.seconds(60)
    private static let glance = Duration.milliseconds(50)

    let board: WorkerBoard
    /// To check the addresses by, before processes share them.
    private let gateway: HTTPGatewayConfiguration
    private let slots: [WorkerSlot]

    /// - Parameters:
    ///   - arguments: what this program is started with.
    ///   - onLine: called with each line that a worker prints, such as `http 127.0.0.1:11371`.
    init(
        board: WorkerBoard, gateway: HTTPGatewayConfiguration, arguments: [String], logger: Logger,
        onLine: @escaping @Sendable (String) -> Void
    ) {
        self.board = board
        self.gateway = gateway
        slots = board.all.indices.map { number in
            WorkerSlot(
                number: number, board: board, listen: gateway.listen,
                arguments: arguments + ["--name", "worker-\(number + 1)"], logger: logger,
                onLine: onLine)
        }
    }

    /// - Throws: `HTTPGatewayError` when something else listens at one of the addresses.
    func run() async throws {
        try await HTTPGateway.checkAddresses(of: gateway)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withDiscardingTaskGroup { group in
                    for slot in slots {
                        group.addTask { await slot.run() }
                    }
                }
            } onGracefulShutdown: {
                for slot in slots { slot.end(by: SIGTERM) }
            }
        } onCancel: {
            // The time to finish is over.
            for slot in slots { slot.end(by: SIGKILL) }
        }
    }

    /// Puts a new process in the place of one worker after the other: it reads node.yaml and
    /// certificates as they are now. Each old one finishes what it has begun when the new one serves.
    func renew() async {
        for (number, slot) in slots.enumerated() {
            let restarts = board.all[number].restarts
            slot.renew()
            let begin = ContinuousClock.now
            while ContinuousClock.now - begin < Self.longestRenewal, !slot.isEnding {
                let worker = board.all[number]
                if worker.restarts > restarts, worker.state == .running { break }
                try? await Task.sleep(for: Self.glance)
            }
        }
    }
}
