import Synchronization

/// Tells any number of listeners that something changed. Changes that a listener has not yet taken
/// notice of count as one; whoever fires is never held up.
final class ChangeSignal: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    func fire() {
        let listeners = state.withLock { $0.listeners.values.map { $0 } }
        for listener in listeners { listener.yield() }
    }

    /// An element after each change from now on, until the task that waits for it is cancelled.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            state.listeners[state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }
}
