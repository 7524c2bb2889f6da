import Foundation

/// Threads for work that takes long enough to keep others waiting: reading, verifying and digesting
/// key material. As many as there are cores, since more would only contend for them; recovery from
/// peers has threads of its own, one fewer (but one at least), so that it never keeps a client or
/// the operator waiting.
final class WorkerThreads: Sendable {
    /// Whose work it is. Work is handed in in portions of some milliseconds, and of those that
    /// wait, a client's come first.
    enum Urgency: Sendable {
        case client, load, recovery
    }

    private let queue: WorkQueue
    private let recovery: WorkQueue

    init() {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        queue = WorkQueue(name: "claviger.node.work", width: cores)
        recovery = WorkQueue(name: "claviger.node.recovery", width: max(1, cores - 1))
    }

    /// How many portions of one submission are worth handing in at once.
    func width(of urgency: Urgency) -> Int {
        switch urgency {
        // A client's submission has one budget, which is spent in order.
        case .client: 1
        case .load: queue.width
        case .recovery: recovery.width
        }
    }

    /// How many portions are worked on or wait, by the name of the queue.
    var waiting: [String: Int] {
        ["clients": queue.count, "recovery": recovery.count]
    }

    func run<Value: Sendable>(
        for urgency: Urgency, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            (urgency == .recovery ? recovery : queue).add(isUrgent: urgency == .client) {
                continuation.resume(with: Result { try work() })
            }
        }
    }
}
