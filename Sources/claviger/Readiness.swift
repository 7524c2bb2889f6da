import Node
import Synchronization

/// Tells on standard output which listeners are there, and `ready` once all of them are.
final class Readiness: Sendable {
    /// The node that shows them in its status, where this process has one.
    private let node: Node?
    private let awaited: Mutex<Int>

    /// `count`: how many listeners there will be.
    init(node: Node? = nil, count: Int) {
        self.node = node
        awaited = Mutex(count)
    }

    /// A listener, such as `http 127.0.0.1:11371`, can be reached.
    func listens(_ listener: String) {
        node?.addListener(listener)
        awaited.withLock { awaited in
            // Under the lock, so that nothing is printed behind `ready`.
            StandardOutput.line(listener)
            awaited -= 1
            if awaited == 0 { StandardOutput.line("ready") }
        }
    }
}
