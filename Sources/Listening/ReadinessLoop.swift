import CEpoll
import Foundation
package import NIOCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What a descriptor is watched for, or seems to be ready for.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Octets, connections, or the end, whether orderly or not.
    package static let reading = Readiness(rawValue: EPOLLIN.rawValue)
    package static let writing = Readiness(rawValue: EPOLLOUT.rawValue)
    /// Nothing can be read or written any more, whatever it is watched for.
    package static let broken = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    /// Of several loops that watch the same listener only some are told.
    package static let exclusive = Readiness(rawValue: EPOLLEXCLUSIVE.rawValue)
}

/// Who watches a descriptor.
package protocol ReadinessWatcher: AnyObject {
    /// Called on the loop's thread. It is a hint: who is told tries, and nothing may be there.
    func isReady(_ readiness: Readiness)
}

/// Waits on a thread of its own until descriptors are ready, and tells who watches them (epoll(7)):
/// for what is asked some ten thousand times a second a channel of NIO costs more than the answer.
///
/// Who is told must not wait, and works for less than a tenth of a millisecond or so: all others
/// of the loop wait for it. All but ``post(_:)``, ``load`` and ``end()`` is for the loop's own
/// thread, which is why it may be declared `Sendable`.
package final class ReadinessLoop: @unchecked Sendable {
    private struct Inbox {
        var works: [@Sendable () -> Void] = []
        var isEnding = false
    }

    /// Does something during a turn: from where the loop has waited until it waits again.
    package typealias Turn = @Sendable (_ work: () -> Void) -> Void

    private let turn: Turn
    /// The one that its thread keeps to; nil: the system moves it as it likes.
    package let processor: Processor?
    private let epoll: CInt
    /// An eventfd(2): written to when there is something in the inbox.
    private let bell: CInt
    private let inbox = Mutex(Inbox())
    /// By descriptor: the system gives out the lowest that is free.
    private var watchers: [(any ReadinessWatcher)?] = []
    private var timers: [(deadline: NIODeadline, work: () -> Void)] = []
    private var worksAtEnd: [() -> Void] = []
    private let watched = Atomic(0)

    /// Events taken at a time.
    private static let eventCount = 64

    /// - Throws: when the system has no descriptor for it.
    package init(
        keepingTo processor: Processor? = nil, turn: @escaping Turn = { $0() }
    ) throws(IOError) {
        self.turn = turn
        self.processor = processor
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw IOError(errnoCode: errno, reason: "epoll_create1") }
        bell = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard bell >= 0 else {
            close(epoll)
            throw IOError(errnoCode: errno, reason: "eventfd")
        }
        control(EPOLL_CTL_ADD, bell, .reading)
        let thread = Thread { self.run() }
        thread.name = "claviger.ready"
        thread.start()
    }

    deinit {
        close(bell)
        close(epoll)
    }

    // MARK: From any thread

    /// Descriptors that are watched.
    package var load: Int { watched.load(ordering: .relaxed) }

    /// Does something on the loop's thread.
    package func post(_ work: @escaping @Sendable () -> Void) {
        let isFirst = inbox.withLock { inbox in
            inbox.works.append(work)
            return inbox.works.count == 1
        }
        // Whoever was first has rung, and the loop has not looked yet.
        if isFirst { ring() }
    }

    /// Ends the thread. Nothing is called any more; what is watched stays open.
    package func end() {
        inbox.withLock { $0.isEnding = true }
        ring()
    }

    private func ring() { eventfd_write(bell, 1) }

    // MARK: On the loop's thread

    /// The loop on whose thread this is called.
    package static var current: ReadinessLoop? {
        pthread_getspecific(key).map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    private static let key = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key, nil)
        precondition(code == 0, "there are far fewer keys of threads than there may be")
        return key
    }()

    /// Tells `watcher`, which is kept, until ``forget(_:)``. False when the system has no memory
    /// for it.
    package func watch(
        _ descriptor: CInt, for readiness: Readiness, by watcher: any ReadinessWatcher
    ) -> Bool {
        guard control(EPOLL_CTL_ADD, descriptor, readiness) else { return false }
        let missing = Int(descriptor) + 1 - watchers.count
        if missing > 0 { watchers.append(contentsOf: repeatElement(nil, count: missing)) }
        watchers[Int(descriptor)] = watcher
        watched.wrappingAdd(1, ordering: .relaxed)
        return true
    }

    /// Watches for something else, or for nothing but that the connection breaks.
    package func change(_ descriptor: CInt, to readiness: Readiness) {
        control(EPOLL_CTL_MOD, descriptor, readiness)
    }

    /// To be called before a watched descriptor is closed or given away.
    package func forget(_ descriptor: CInt) {
        control(EPOLL_CTL_DEL, descriptor, [])
        watchers[Int(descriptor)] = nil
        watched.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Does something at a deadline, or soon after it.
    package func schedule(at deadline: NIODeadline, _ work: @escaping () -> Void) {
        timers.append((deadline, work))
    }

    /// Does something when all who are ready now have been told: what they do together costs less
    /// then.
    package func atEndOfTurn(_ work: @escaping () -> Void) {
        worksAtEnd.append(work)
    }

    @discardableResult
    private func control(_ operation: CInt, _ descriptor: CInt, _ readiness: Readiness) -> Bool {
        var event = epoll_event(
            events: readiness.rawValue, data: epoll_data_t(fd: descriptor))
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    private func run() {
        processor?.keepThread()
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        var events = [epoll_event](repeating: epoll_event(), count: Self.eventCount)
        var isEnding = false
        while !isEnding {
            let count = epoll_wait(epoll, &events, CInt(events.count), milliseconds)
            turn {
                for event in events[..<Int(max(0, count))] {
                    if event.data.fd == bell {
                        isEnding = takeInbox()
                    } else {
                        tell(event)
                    }
                }
                runTimers()
                endTurn()
            }
            // Who waits for this processor may be who waits for what was just sent, or another loop.
            // A thread that does not give way keeps it until the clock ticks: 4 ms, where Linux is
            // compiled for 250 Hz.
            sched_yield()
        }
        watchers = []
        timers = []
    }

    private func tell(_ event: epoll_event) {
        // It may be gone since: forgotten by who was told before it.
        guard let watcher = watchers[Int(event.data.fd)] else { return }
        let readiness = Readiness(rawValue: event.events)
        watcher.isReady(readiness.isDisjoint(with: .broken) ? readiness : .broken)
    }

    /// True when the loop is to end.
    private func takeInbox() -> Bool {
        var count: eventfd_t = 0
        eventfd_read(bell, &count)
        let (works, isEnding) = inbox.withLock { inbox in
            defer { inbox.works = [] }
            return (inbox.works, inbox.isEnding)
        }
        for work in works { work() }
        return isEnding
    }

    /// How long to wait: until the next timer, for ever without one.
    private var milliseconds: CInt {
        guard let next = timers.lazy.map(\.deadline).min() else { return -1 }
        let nanoseconds = max(0, (next - .now()).nanoseconds)
        // Upwards: woken before the deadline, it would wait again and again.
        return CInt(clamping: (nanoseconds + 999_999) / 1_000_000)
    }

    private func endTurn() {
        while !worksAtEnd.isEmpty {
            let works = worksAtEnd
            worksAtEnd.removeAll(keepingCapacity: true)
            for work in works { work() }
        }
    }

    private func runTimers() {
        guard !timers.isEmpty else { return }
        let now = NIODeadline.now()
        guard timers.contains(where: { $0.deadline <= now }) else { return }
        let due = timers.filter { $0.deadline <= now }
        timers.removeAll { $0.deadline <= now }
        for timer in due { timer.work() }
    }
}
