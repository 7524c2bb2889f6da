import Foundation
import Synchronization

/// Read connections, opened as needed and kept.
final class ReaderPool: Sendable {
    private let path: String
    private let idle = Mutex<[Reader]>([])
    /// Threads that keep a state: they let go of it when they have been told all that they asked.
    private let keeping = DispatchGroup()
    /// Of the writer.
    let commits = CommitCount()
    private let threads: OperationQueue
    /// Reads that are not short take turns, whoever's threads they are on.
    private let turns = DispatchSemaphore(value: threadCount)

    /// Threads for reads that are not short. More only contend for the cores.
    private static let threadCount = 4

    init(path: String) {
        self.path = path
        threads = OperationQueue()
        threads.name = "claviger.database.read"
        threads.maxConcurrentOperationCount = Self.threadCount
    }

    /// Reads on the calling thread: for point look-ups of some ten microseconds only.
    func readNow<Value>(_ body: (Reader) throws -> Value) throws -> Value {
        let reader = try lend()
        defer { takeBack(reader) }
        return try body(reader)
    }

    /// As ``readNow(_:)``; within ``keepingState(_:)`` a state that was read before, if it is the last.
    func readKept<Value>(_ body: (Reader) throws -> Value) throws -> Value {
        guard let state = KeptState.current(of: self) else { return try readNow(body) }
        return try state.read(body)
    }

    /// Lets the reads of this thread during `body` share what each would else cost by itself.
    func keepingState(_ body: () -> Void) {
        keeping.enter()
        defer { keeping.leave() }
        KeptState.during(self, body)
    }

    /// Reads on a thread of the pool's own, so that a long read blocks nobody. A task that has an
    /// executor of its own, whose thread may wait, reads there.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Reader) throws -> Value
    ) async throws -> Value {
        if withUnsafeCurrentTask(body: { $0?.unownedTaskExecutor != nil }) {
            return try inTurn { try readNow(body) }
        }
        return try await run { try self.readNow(body) }
    }

    /// Does work on a thread of the pool's own.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            threads.addOperation {
                continuation.resume(with: Result { try self.inTurn(work) })
            }
        }
    }

    private func inTurn<Value>(_ work: () throws -> Value) rethrows -> Value {
        turns.wait()
        defer { turns.signal() }
        return try work()
    }

    /// Lends a connection with one state of the database to read.
    func hold() throws -> HeldReader {
        try HeldReader(lend(), of: self)
    }

    /// A connection for whoever asks alone, until ``takeBack(_:)``.
    func lend() throws -> Reader {
        try idle.withLock { $0.popLast() } ?? Reader(path: path)
    }

    func takeBack(_ reader: Reader) { idle.withLock { $0.append(reader) } }

    /// Closes the idle connections; the caller sees to it that no read is under way.
    func close() {
        threads.waitUntilAllOperationsAreFinished()
        keeping.wait()
        idle.withLock { $0.removeAll() }
    }
}
