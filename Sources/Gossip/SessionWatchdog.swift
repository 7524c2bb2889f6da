import NIOCore
import Synchronization

/// Closes a connection whose peer takes too long, and says what took too long.
///
/// It looks at the clock now and then instead of keeping a timer for each read, which would cost
/// more than the read.
final class SessionWatchdog: Sendable {
    private struct State {
        /// The end of the handshake or of the session, and what to say of it.
        var phaseEnd: NIODeadline
        var phaseError: GossipError
        /// The end of the read that is waited for.
        var readEnd: NIODeadline?
        var expired: GossipError?
    }

    private let channel: any Channel
    private let limits: GossipLimits
    private let state: Mutex<State>
    private let check: Mutex<RepeatedTask?>

    /// Begins with the deadline of the handshake.
    init(channel: any Channel, limits: GossipLimits) {
        self.channel = channel
        self.limits = limits
        state = Mutex(
            State(phaseEnd: .now() + limits.handshakeTimeout, phaseError: .handshakeTimeout))
        check = Mutex(nil)
        let shortest = min(limits.handshakeTimeout, limits.readTimeout, limits.lingerTimeout)
        // An eighth: no deadline is overrun by more than that of the shortest.
        let period = TimeAmount.nanoseconds(max(shortest.nanoseconds / 8, 1_000_000))
        let task = channel.eventLoop.scheduleRepeatedTask(initialDelay: period, delay: period) {
            [weak self] task in
            guard let self else { return task.cancel() }
            self.look(at: .now())
        }
        check.withLock { $0 = task }
    }

    /// What took too long; nil if nothing did.
    var expired: GossipError? { state.withLock { $0.expired } }

    /// The handshake is over.
    func sessionBegan() {
        state.withLock { state in
            state.phaseEnd = .now() + limits.sessionTimeout
            state.phaseError = .sessionTimeout
        }
    }

    /// The peer was refused and gets a moment to read why.
    func lingerBegan() {
        state.withLock { $0.phaseEnd = .now() + limits.lingerTimeout }
    }

    func readBegan() {
        state.withLock { $0.readEnd = .now() + limits.readTimeout }
    }

    func readEnded() {
        state.withLock { $0.readEnd = nil }
    }

    func stop() {
        check.withLock { task in
            task?.cancel()
            task = nil
        }
    }

    private func look(at now: NIODeadline) {
        let isExpired = state.withLock { state in
            guard state.expired == nil else { return false }
            if now >= state.phaseEnd {
                state.expired = state.phaseError
            } else if let readEnd = state.readEnd, now >= readEnd {
                state.expired = .readTimeout
            }
            return state.expired != nil
        }
        guard isExpired else { return }
        stop()
        channel.close(promise: nil)
    }
}
