import Glibc
import HTTPGateway
import Listening
import Logging
import NodeService
import ServiceLifecycle
import Synchronization

/// The place of one gateway process: its queues of clients, which outlive it, and the process that
/// serves them. One that ends is followed by another; one that is renewed goes on until the other
/// serves.
final class WorkerSlot: Sendable {
    /// A worker that served for so long was none that cannot run: the next one starts at once. Short,
    /// so that one that is killed again and again is soon back each time.
    private static let longEnough = Duration.milliseconds(200)
    /// The pause before the second start in a row that came to nothing. It doubles with each.
    private static let firstPause = Duration.milliseconds(100)
    /// The longest pause: an operator who has removed the cause does not wait longer.
    private static let longestPause = Duration.seconds(30)
    /// Clients are not kept waiting in the queue for longer than this: then they get no connection,
    /// and the others' queues all of them.
    private static let longestQueue = Duration.seconds(1)

    /// What happens to the slot, in the order in which it happens.
    private enum Event {
        case serves(WorkerProcess, pid_t)
        /// `served`: how long it served clients.
        case ended(WorkerProcess, served: Duration)
        case pauseIsOver
        case renewal
    }

    /// What only ``run()`` changes.
    private struct Course {
        /// The one that serves, or is to serve first.
        var current: WorkerProcess?
        /// The one that takes its place when it serves.
        var next: WorkerProcess?
        /// Starts in a row that came to nothing.
        var failures = 0
        var isPausing = false
        var queues: [ListeningSocket] = []
    }

    /// What others need to signal.
    private struct Processes {
        var alive: [ObjectIdentifier: WorkerProcess] = [:]
        var signal: Int32?
    }

    private let number: Int
    private let board: WorkerBoard
    private let listen: [HTTPGatewayConfiguration.Listener]
    private let arguments: [String]
    private let logger: Logger
    private let onLine: @Sendable (String) -> Void
    private let processes = Mutex(Processes())
    private let (events, happens) = AsyncStream<Event>.makeStream()

    init(
        number: Int, board: WorkerBoard, listen: [HTTPGatewayConfiguration.Listener],
        arguments: [String], logger: Logger, onLine: @escaping @Sendable (String) -> Void
    ) {
        self.number = number
        self.board = board
        self.listen = listen
        self.arguments = arguments
        self.logger = logger
        self.onLine = onLine
    }

    var isEnding: Bool { processes.withLock { $0.signal != nil } }

    private var name: String { board.all[number].name }

    /// From now on, none is started.
    func end(by signal: Int32) {
        let alive = processes.withLock { processes in
            processes.signal = signal
            return Array(processes.alive.values)
        }
        for process in alive { process.end(by: signal) }
        if alive.isEmpty { happens.finish() }
    }

    func renew() { happens.yield(.renewal) }

    /// Keeps a process running until ``end(by:)``.
    func run() async {
        await withDiscardingTaskGroup { group in
            var course = Course()
            course.current = start(&course, in: &group)
            for await event in events { take(event, &course, in: &group) }
        }
    }

    private func take(
        _ event: Event, _ course: inout Course, in group: inout DiscardingTaskGroup
    ) {
        switch event {
        case .serves(let process, let number):
            guard process === course.current || process === course.next else { return }
            if process === course.next {
                board.restarts(self.number)
                course.current?.end(by: SIGTERM)
                (course.current, course.next) = (process, nil)
            }
            board.runs(self.number, process: number)
        case .ended(let process, let served):
            if process === course.next { course.next = nil }
            guard process === course.current, !isEnding else { return }
            board.ends(number)
            if let next = course.next {
                board.restarts(number)
                (course.current, course.next) = (next, nil)
            } else {
                course.current = nil
                restart(after: served, &course, in: &group)
            }
        case .pauseIsOver:
            course.isPausing = false
            guard course.current == nil, !isEnding else { return }
            board.restarts(number)
            course.current = start(&course, in: &group)
        case .renewal:
            // One that is just being started reads what is there now.
            guard course.current != nil, course.next == nil, !isEnding else { return }
            course.next = start(&course, in: &group)
        }
    }

    private func restart(
        after served: Duration, _ course: inout Course, in group: inout DiscardingTaskGroup
    ) {
        course.failures = served >= Self.longEnough ? 0 : course.failures + 1
        let pause = course.failures == 0 ? .zero : Self.pause(after: course.failures)
        if pause > Self.longestQueue { course.queues = [] }
        guard !course.isPausing else { return }
        course.isPausing = true
        group.addTask { [happens] in
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            happens.yield(.pauseIsOver)
        }
    }

    static func pause(after failures: Int) -> Duration {
        // Ten doublings are beyond the longest.
        min(longestPause, firstPause * (1 << min(failures - 1, 10)))
    }

    /// Starts a process; nil when none may be started any more.
    private func start(
        _ course: inout Course, in group: inout DiscardingTaskGroup
    ) -> WorkerProcess? {
        let process = WorkerProcess()
        let mayStart = processes.withLock { processes in
            guard processes.signal == nil else { return false }
            processes.alive[ObjectIdentifier(process)] = process
            return true
        }
        guard mayStart else { return nil }
        let isFirst = course.current == nil
        if course.queues.isEmpty { course.queues = openQueues() }
        let queues = course.queues
        group.addTask { [self] in
            let served = await run(process, from: queues, isFirst: isFirst)
            leave(process)
            happens.yield(.ended(process, served: served))
            if isEnding, processes.withLock({ $0.alive.isEmpty }) { happens.finish() }
        }
        return process
    }

    private func leave(_ process: WorkerProcess) {
        processes.withLock { $0.alive[ObjectIdentifier(process)] = nil }
    }

    /// A socket for each address, or none: then the worker tries by itself, and says what is wrong.
    private func openQueues() -> [ListeningSocket] {
        do {
            return try listen.map { try ListeningSocket($0, sharesPort: true) }
        } catch {
            logger.warning("\(error)")
            return []
        }
    }

    /// How long it served clients.
    private func run(
        _ process: WorkerProcess, from queues: [ListeningSocket], isFirst: Bool
    ) async -> Duration {
        let served = Mutex<ContinuousClock.Instant?>(nil)
        let number = Mutex(pid_t())
        do {
            let descriptors = queues.map(\.descriptor)
            let listening =
                descriptors.isEmpty ? [] : ["--listening"] + descriptors.map(String.init)
            let ending = try await process.run(
                arguments + listening, passing: descriptors,
                onStart: { [self] started in
                    number.withLock { $0 = started }
                    if isFirst { board.starts(self.number, process: started) }
                },
                onLine: { [self] line in
                    guard line == "ready" else { return onLine(line) }
                    served.withLock { $0 = .now }
                    happens.yield(.serves(process, number.withLock { $0 }))
                })
            if !isEnding, ending != .exited(0) {
                logger.warning("the worker \(name) has ended: \(ending); it is started again")
            }
        } catch {
            logger.warning("the worker \(name) cannot be started", error: error)
        }
        withExtendedLifetime(queues) {}
        return served.withLock { $0.map { ContinuousClock.now - $0 } ?? .zero }
    }
}
