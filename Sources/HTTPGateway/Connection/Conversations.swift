import Synchronization

/// The tasks that connections have for what is not answered on their event loops. They are ended by
/// their connections and by nothing else: a conversation that has begun has to be held to its end.
final class Conversations: Sendable {
    private struct State {
        var count = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func begin(_ conversation: @escaping @Sendable () async -> Void) {
        state.withLock { $0.count += 1 }
        Task {
            await conversation()
            end()
        }
    }

    private func end() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.count -= 1
            guard state.count == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until none is under way.
    func waitForAll() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.count > 0 { state.waiting.append(continuation) }
                return state.count == 0
            }
            if isDone { continuation.resume() }
        }
    }
}
