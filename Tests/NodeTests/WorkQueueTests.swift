import Dispatch
import Synchronization
import Testing

@testable import Node

@Suite struct WorkQueueTests {
    /// What the pieces of work did, in order.
    private final class Record: Sendable {
        private let entries = Mutex<[String]>([])
        var all: [String] { entries.withLock { $0 } }
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    }

    /// Waits for signals on a thread where that may be done.
    private func wait(for semaphore: DispatchSemaphore, _ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "wait").async {
                for _ in 0..<count { semaphore.wait() }
                continuation.resume()
            }
        }
    }

    @Test func `what is urgent comes first, and otherwise who came first`() async {
        let queue = WorkQueue(name: "test", width: 1)
        let (record, done) = (Record(), DispatchSemaphore(value: 0))
        let (begun, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        queue.add(isUrgent: false) {
            begun.signal()
            mayGoOn.wait()
        }
        await wait(for: begun)
        for (name, isUrgent) in [("a", false), ("b", true), ("c", false), ("d", true)] {
            queue.add(isUrgent: isUrgent) {
                record.add(name)
                done.signal()
            }
        }
        #expect(queue.count == 5)
        mayGoOn.signal()
        await wait(for: done, 4)
        #expect(record.all == ["b", "d", "a", "c"])
    }

    @Test func `as many work at once as there are threads, and no more`() async {
        let queue = WorkQueue(name: "test", width: 3)
        let (begun, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let done = DispatchSemaphore(value: 0)
        let working = Mutex(0)
        let most = Mutex(0)
        for _ in 0..<50 {
            queue.add(isUrgent: false) {
                let count = working.withLock { working in
                    working += 1
                    return working
                }
                most.withLock { $0 = max($0, count) }
                begun.signal()
                mayGoOn.wait()
                working.withLock { $0 -= 1 }
                done.signal()
            }
        }
        await wait(for: begun, 3)
        #expect(working.withLock { $0 } == 3)
        for _ in 0..<50 { mayGoOn.signal() }
        await wait(for: done, 50)
        #expect(most.withLock { $0 } == 3)
    }

    @Test func `a queue that ran empty starts again`() async {
        let queue = WorkQueue(name: "test", width: 2)
        for _ in 0..<100 {
            let done = DispatchSemaphore(value: 0)
            queue.add(isUrgent: true) { done.signal() }
            await wait(for: done)
        }
    }
}
