import Glibc
import HTTPGateway
import Logging
import NodeService
import ServiceLifecycle
import Synchronization

/// Keeps gateway processes running that share the node's HTTP addresses, and ends them with the
/// node. One that dies takes with it what it was serving; the others and the node go on.
struct HTTPWorkers: Service {
    /// A worker that served for so long was none that cannot run: the next one starts at once.
    private static let longEnough = Duration.seconds(1)
    /// The pause before the second start in a row that came to nothing. It doubles with each.
    private static let firstPause = Duration.milliseconds(100)
    /// The longest pause: an operator who has removed the cause does not wait longer.
    private static let longestPause = Duration.seconds(30)

    /// How long the renewal of one worker is awaited: longer than requests in progress may take.
    private static let longestRenewal = Duration.seconds(60)

    let board: WorkerBoard
    /// To check the addresses by, before processes share them.
    let gateway: HTTPGatewayConfiguration
    /// What this program is started with.
    let arguments: [String]
    let logger: Logger
    /// Called with each line that a worker prints, such as `http 127.0.0.1:11371`.
    let onLine: @Sendable (String) -> Void
    private let processes = Processes()

    /// The processes that there are, to signal them all.
    private final class Processes: Sendable {
        private struct State {
            var running: [Int: WorkerProcess] = [:]
            var signal: Int32?
        }
        private let state = Mutex(State())

        /// False when no more may be started.
        func add(_ process: WorkerProcess, _ number: Int) -> Bool {
            state.withLock { state in
                guard state.signal == nil else { return false }
                state.running[number] = process
                return true
            }
        }

        func remove(_ number: Int) { state.withLock { $0.running[number] = nil } }

        func end(_ number: Int, by signal: Int32) {
            state.withLock { $0.running[number] }?.end(by: signal)
        }

        /// From now on, none is started.
        func end(by signal: Int32) {
            let running = state.withLock { state in
                state.signal = signal
                return state.running.values
            }
            for process in running { process.end(by: signal) }
        }

        var areEnding: Bool { state.withLock { $0.signal != nil } }
    }

    init(
        board: WorkerBoard, gateway: HTTPGatewayConfiguration, arguments: [String], logger: Logger,
        onLine: @escaping @Sendable (String) -> Void
    ) {
        self.board = board
        self.gateway = gateway
        self.arguments = arguments
        self.logger = logger
        self.onLine = onLine
    }

    /// - Throws: `HTTPGatewayError` when something else listens at one of the addresses.
    func run() async throws {
        try await HTTPGateway.checkAddresses(of: gateway)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withDiscardingTaskGroup { group in
                    for number in board.all.indices {
                        group.addTask { await keep(number) }
                    }
                }
            } onGracefulShutdown: {
                processes.end(by: SIGTERM)
            }
        } onCancel: {
            // The time to finish is over.
            processes.end(by: SIGKILL)
        }
    }

    /// Has one worker after the other finish what it has begun; the next one in its place reads
    /// node.yaml and certificates as they are now, and the others serve meanwhile.
    func renew() async {
        for number in board.all.indices {
            let restarts = board.all[number].restarts
            processes.end(number, by: SIGTERM)
            let begin = ContinuousClock.now
            while ContinuousClock.now - begin < Self.longestRenewal, !processes.areEnding {
                let worker = board.all[number]
                if worker.restarts > restarts, worker.state == .running { break }
                try? await Task.sleep(for: Self.firstPause)
            }
        }
    }

    private func keep(_ number: Int) async {
        var failures = 0
        while true {
            let served = await runOnce(number)
            board.ends(number)
            if processes.areEnding { return }
            failures = served >= Self.longEnough ? 0 : failures + 1
            if failures > 0 {
                let pause = Self.pause(after: failures)
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            }
            if processes.areEnding { return }
            board.restarts(number)
        }
    }

    static func pause(after failures: Int) -> Duration {
        // Ten doublings are beyond the longest.
        min(longestPause, firstPause * (1 << min(failures - 1, 10)))
    }

    /// How long it served clients.
    private func runOnce(_ number: Int) async -> Duration {
        let process = WorkerProcess()
        guard processes.add(process, number) else { return .zero }
        defer { processes.remove(number) }
        let served = Mutex<ContinuousClock.Instant?>(nil)
        let name = board.all[number].name
        do {
            let ending = try await process.run(
                arguments, onStart: { board.starts(number, process: $0) },
                onLine: { line in
                    if line == "ready" {
                        served.withLock { $0 = .now }
                        board.runs(number)
                    } else {
                        onLine(line)
                    }
                })
            if !processes.areEnding {
                logger.warning("the worker \(name) has ended: \(ending); it is started again")
            }
        } catch {
            logger.warning("the worker \(name) cannot be started", error: error)
        }
        return served.withLock { $0.map { ContinuousClock.now - $0 } ?? .zero }
    }
}
