/// Decides when to dial which peer.
///
/// Each peer is dialled at start, soon after a change of our set, and by interval; while it cannot
/// be reached or refuses, with growing delays. Two sessions that we dial with one peer never
/// overlap and begin at least a second apart. A session that the peer dialled after our last change
/// has told it of the change, so none of ours follows.
package struct GossipSchedule: Sendable {
    /// What happened. Peers are known by their configured names.
    package enum Event: Sendable, Equatable {
        /// The node is ready: the first session with each peer is due.
        case started
        /// A peer is there from now on; its first session is due at once.
        case joined(peer: String)
        /// A peer is not there any more.
        case left(peer: String)
        /// From now on this is the regular time from one session to the next.
        case paced(interval: Duration)
        /// A commit changed the set that these peers reconcile with us.
        case changed(peers: Set<String>)
        /// An operator wants a session now, whatever the schedule says.
        case demanded(peer: String)
        /// A session that the peer dialled passed the handshake.
        case incomingBegan(peer: String)
        /// A session that the peer dialled ended.
        case incomingEnded(peer: String, succeeded: Bool)
        /// The session of the last ``Action/dial(peer:)`` for this peer ended.
        case outgoingEnded(peer: String, succeeded: Bool)
        /// ``GossipSchedule/nextWake`` came.
        case woke
    }

    /// What the driver has to do.
    package enum Action: Sendable, Equatable {
        /// Begin a session; its end is told by ``Event/outgoingEnded(peer:succeeded:)``.
        case dial(peer: String)
    }

    /// The delays of a schedule.
    package struct Timing: Sendable, Equatable {
        /// From one session to the next when nothing else makes one, ±10 %.
        package var interval: Duration
        /// From a change to the session that tells of it, so that one session tells of a burst.
        package var settling: Duration
        /// The least time from the beginning of a session to that of the next with the same peer.
        package var spacing: Duration
        /// The delay after the first failure; doubled by each further one up to `interval`.
        package var firstRetry: Duration

        package init(
            interval: Duration = .seconds(60), settling: Duration = .milliseconds(100),
            spacing: Duration = .seconds(1), firstRetry: Duration = .seconds(1)
        ) {
            self.interval = interval
            self.settling = settling
            self.spacing = spacing
            self.firstRetry = firstRetry
        }
    }

    private var timing: Timing
    private var peers: [String: ScheduledPeer]
    /// The order of the configuration, in which peers that are due together are dialled.
    private var order: [String]
    private var isStarted = false

    package init(peers: [String], timing: Timing = Timing()) {
        self.timing = timing
        order = peers
        self.peers = Dictionary(
            peers.map { ($0, ScheduledPeer()) }, uniquingKeysWith: { first, _ in first })
    }

    /// When to send ``Event/woke`` unless something else happens before; nil: not at all.
    package var nextWake: Instant? {
        peers.values.compactMap { $0.due(timing) }.min()
    }

    /// Takes in what happened and returns what is to be done now. Unknown peers are ignored.
    package mutating func handle(
        _ event: Event, at now: Instant, using generator: inout some RandomNumberGenerator
    ) -> [Action] {
        switch event {
        case .started:
            isStarted = true
            for name in order { peers[name]?.isStarted = true }
        case .joined(let name):
            guard peers[name] == nil else { break }
            order.append(name)
            peers[name] = ScheduledPeer()
            peers[name]?.isStarted = isStarted
        case .left(let name):
            order.removeAll { $0 == name }
            peers[name] = nil
        case .paced(let interval):
            timing.interval = interval
            for name in order {
                let latest = now + jittered(interval, using: &generator)
                peers[name]?.bringForward(to: latest)
            }
        case .changed(let names):
            for name in names { peers[name]?.changed(at: now) }
        case .demanded(let name):
            peers[name]?.isDemanded = true
        case .incomingBegan(let name):
            peers[name]?.incomingBegan(at: now)
        case .incomingEnded(let name, let succeeded):
            peers[name]?.incomingEnded(succeeded: succeeded)
        case .outgoingEnded(let name, let succeeded):
            let delay =
                succeeded
                ? jittered(timing.interval, using: &generator)
                : jittered(
                    Backoff.delay(
                        after: (peers[name]?.failures ?? 0) + 1, first: timing.firstRetry,
                        limit: timing.interval), using: &generator)
            peers[name]?.outgoingEnded(succeeded: succeeded, at: now, delay: delay)
        case .woke:
            break
        }
        return dialDue(at: now)
    }

    private mutating func dialDue(at now: Instant) -> [Action] {
        order.compactMap { name in
            guard let due = peers[name]?.due(timing), due <= now else { return nil }
            peers[name]?.outgoingBegan(at: now)
            return .dial(peer: name)
        }
    }

    /// The duration ±10 %, so that nodes which started together do not stay in step.
    private func jittered(
        _ duration: Duration, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        duration * Double.random(in: 0.9...1.1, using: &generator)
    }
}
