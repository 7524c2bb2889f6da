import Synchronization

/// The time for which a peer is configured as it is. What is under way with the peer ends with it.
final class PeerTenure: Sendable {
    let peer: GossipConfiguration.Peer

    private struct State {
        var isOver = false
        var lastNumber = 0
        /// How to stop what is under way.
        var stops: [Int: @Sendable () -> Void] = [:]
        /// Who waits until nothing is.
        var waiting: [CheckedContinuation<Void, Never>] = []

        /// Those whose waiting is over.
        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            guard stops.isEmpty else { return [] }
            defer { waiting = [] }
            return waiting
        }
    }

    private let state = Mutex(State())

    init(_ peer: GossipConfiguration.Peer) { self.peer = peer }

    /// Something begins that is to be ended by ``ended(_:)``; nil: it must not.
    ///
    /// - Parameter stop: makes it end soon.
    func begin(stop: @escaping @Sendable () -> Void) -> Int? {
        state.withLock { state in
            guard !state.isOver else { return nil }
            state.lastNumber += 1
            state.stops[state.lastNumber] = stop
            return state.lastNumber
        }
    }

    func ended(_ number: Int) {
        let waiting = state.withLock { state in
            state.stops[number] = nil
            return state.takeWaiting()
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Does something that is cancelled when the tenure is over; false: it was, and nothing was
    /// done.
    func run(_ work: @escaping @Sendable () async -> Void) async -> Bool {
        let canceller = Canceller()
        guard let number = begin(stop: { canceller.cancel() }) else { return false }
        let task = Task { await work() }
        canceller.set(task)
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        ended(number)
        return true
    }

    /// Stops what is under way. Nothing begins any more.
    func stop() {
        let stops = state.withLock { state in
            state.isOver = true
            return Array(state.stops.values)
        }
        for stop in stops { stop() }
    }

    /// Waits until nothing is under way, after ``stop()``.
    func drained() async {
        await withCheckedContinuation { continuation in
            let waiting = state.withLock { state in
                state.waiting.append(continuation)
                return state.takeWaiting()
            }
            for continuation in waiting { continuation.resume() }
        }
    }
}

/// Cancels a task that may not have been made yet.
private final class Canceller: Sendable {
    private let state = Mutex<(task: Task<Void, Never>?, isCancelled: Bool)>((nil, false))

    func set(_ task: Task<Void, Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }
}
