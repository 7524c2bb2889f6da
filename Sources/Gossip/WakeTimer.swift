import NIOCore
import Replication
import Synchronization

/// One alarm that can be set anew.
final class WakeTimer: Sendable {
    private let eventLoop: any EventLoop
    private let wake: @Sendable () -> Void
    private let armed = Mutex<(at: Instant, task: Scheduled<Void>)?>(nil)

    init(eventLoop: any EventLoop, wake: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.wake = wake
    }

    /// Sets the alarm to a moment, or off.
    func set(to instant: Instant?, now: Instant) {
        armed.withLock { armed in
            guard armed?.at != instant else { return }
            armed?.task.cancel()
            armed = nil
            guard let instant else { return }
            let delay = max(now.duration(to: instant), .zero)
            let task = eventLoop.scheduleTask(in: TimeAmount(delay)) { [weak self] () -> Void in
                self?.ring(instant)
            }
            armed = (instant, task)
        }
    }

    private func ring(_ instant: Instant) {
        let isCurrent = armed.withLock { armed in
            guard armed?.at == instant else { return false }
            armed = nil
            return true
        }
        if isCurrent { wake() }
    }
}
