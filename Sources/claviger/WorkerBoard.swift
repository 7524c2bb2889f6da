import Glibc
import NodeService
import Synchronization

/// How the gateway processes of a node are doing.
final class WorkerBoard: Sendable {
    private let rows: Mutex<[WorkerStatus]>

    init(names: [String]) {
        rows = Mutex(names.map { WorkerStatus(name: $0) })
    }

    var all: [WorkerStatus] { rows.withLock { $0 } }

    func starts(_ number: Int, process: pid_t) {
        change(number) { row in
            row.state = .starting
            row.process = Int(process)
            row.started = SystemClock.now()
        }
    }

    /// A process serves clients: the one that was started, or one that takes its place.
    func runs(_ number: Int, process: pid_t) {
        change(number) { row in
            if row.process != Int(process) {
                row.process = Int(process)
                row.started = SystemClock.now()
            }
            row.state = .running
        }
    }

    func ends(_ number: Int) {
        change(number) { row in
            row = WorkerStatus(name: row.name, restarts: row.restarts)
        }
    }

    func restarts(_ number: Int) { change(number) { $0.restarts += 1 } }

    private func change(_ number: Int, _ change: (inout WorkerStatus) -> Void) {
        rows.withLock { change(&$0[number]) }
    }
}
