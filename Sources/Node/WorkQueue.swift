import Dispatch
import Synchronization

/// Work that waits for one of a fixed number of threads. A thread takes the next piece as soon as it
/// is done with one, and ends when there is none: while there is work nobody has to be woken for it.
final class WorkQueue: Sendable {
    typealias Work = @Sendable () -> Void

    private struct State {
        var urgent: [Work] = []
        var other: [Work] = []
        /// Threads that take work.
        var running = 0

        var next: Work? {
            mutating get {
                if !urgent.isEmpty { return urgent.removeFirst() }
                return other.isEmpty ? nil : other.removeFirst()
            }
        }
    }

    /// How many threads work at once.
    let width: Int
    private let threads: DispatchQueue
    private let state = Mutex(State())

    init(name: String, width: Int) {
        self.width = width
        threads = DispatchQueue(label: name, attributes: .concurrent)
    }

    /// Pieces that are worked on or wait.
    var count: Int {
        state.withLock { $0.running + $0.urgent.count + $0.other.count }
    }

    /// Has it done, before all that is less urgent.
    func add(isUrgent: Bool, _ work: @escaping Work) {
        let starts = state.withLock { state in
            if isUrgent { state.urgent.append(work) } else { state.other.append(work) }
            guard state.running < width else { return false }
            state.running += 1
            return true
        }
        if starts { threads.async { self.run() } }
    }

    private func run() {
        while let work = next() { work() }
    }

    /// Nil when there is none: then this thread is done.
    private func next() -> Work? {
        state.withLock { state in
            let next = state.next
            if next == nil { state.running -= 1 }
            return next
        }
    }
}
