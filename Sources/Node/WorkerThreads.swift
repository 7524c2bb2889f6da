import Foundation

/// Threads for work that takes long enough to keep others waiting: reading and digesting megabytes
/// of key material. As many as there are cores; more would only contend for them.
final class WorkerThreads: Sendable {
    private let queue = OperationQueue()

    init() {
        queue.name = "claviger.node.work"
        queue.maxConcurrentOperationCount = ProcessInfo.processInfo.activeProcessorCount
    }

    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try work() }) }
        }
    }
}
