import Foundation
import Glibc
import Synchronization

/// One run of a ``ChildProcess`` that others may signal while a thread of its own waits for it.
final class WorkerProcess: Sendable {
    private struct State {
        /// Nil before it is started and once it has ended: its number may be another's then.
        var process: pid_t?
        /// What it was told to end by, perhaps before it was there.
        var signal: Int32?
    }

    private let state = Mutex(State())

    /// Starts this program with these arguments and open files, tells of its start and of each line that it
    /// prints, and returns when it has ended.
    func run(
        _ arguments: [String], passing: [Int32], onStart: @escaping @Sendable (pid_t) -> Void,
        onLine: @escaping @Sendable (String) -> Void
    ) async throws -> ChildProcess.Ending {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    with: Result { try self.runNow(arguments, passing, onStart, onLine) })
            }
            thread.name = "worker"
            thread.start()
        }
    }

    private func runNow(
        _ arguments: [String], _ passing: [Int32], _ onStart: (pid_t) -> Void,
        _ onLine: (String) -> Void
    ) throws -> ChildProcess.Ending {
        let child = try ChildProcess(arguments: arguments, passing: passing)
        state.withLock { state in
            state.process = child.process
            if let signal = state.signal { kill(child.process, signal) }
        }
        onStart(child.process)
        while case .text(let line) = try child.nextLine(patience: nil) { onLine(line) }
        child.waitUnreaped()
        return state.withLock { state in
            state.process = nil
            return child.wait()
        }
    }

    /// Tells it to end: SIGTERM lets it finish what it has begun, SIGKILL does not.
    func end(by signal: Int32) {
        state.withLock { state in
            state.signal = signal
            if let process = state.process { kill(process, signal) }
        }
    }
}
