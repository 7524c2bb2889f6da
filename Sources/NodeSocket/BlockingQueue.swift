import Dispatch

/// Runs a task on a thread of its own, which may wait: not on the few that all tasks share.
final class BlockingQueue: TaskExecutor {
    private let queue = DispatchQueue(label: "claviger.lookups")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
