import NodeService
import Replication
import Synchronization

/// What changes while a node gossips; behind one lock, never held for long.
struct GossipState {
    /// Who waits for the next session with a peer.
    typealias Waiter = CheckedContinuation<ReconciliationReport, any Error>

    /// The peers, in the order of the configuration.
    var tenures: [PeerTenure]
    var schedule: GossipSchedule
    var plan: RecoveryPlan
    var generator = SystemRandomNumberGenerator()
    var standings: [String: PeerStanding] = [:]
    var metrics: [String: PeerMetrics] = [:]
    /// The HTTP ports that peers announced last.
    var announcedPorts: [String: UInt16] = [:]
    /// Peers with a session that they dialled.
    var incoming: Set<String> = []
    /// Connections that were accepted, by their source.
    var connections: [HostAddress: Int] = [:]
    var waiters: [String: [Waiter]] = [:]
    /// Who waits for the end of the fetches from a peer.
    var settling: [String: [CheckedContinuation<Void, Never>]] = [:]
    var isRunning = false

    init(_ configuration: GossipConfiguration) {
        tenures = configuration.peers.map { PeerTenure($0) }
        var timing = configuration.limits.timing
        timing.interval = configuration.interval
        schedule = GossipSchedule(peers: configuration.peers.map(\.name), timing: timing)
        plan = RecoveryPlan(limits: configuration.limits.recovery)
    }

    /// The peer of this name; nil: there is none any more.
    func tenure(of name: String) -> PeerTenure? { tenures.first { $0.peer.name == name } }

    /// When the schedule or the plan has something to do that it has not now.
    func nextWake(after now: Instant) -> Instant? {
        let wakes = [schedule.nextWake, plan.nextWake(after: now)]
        return wakes.compactMap { $0 }.min()
    }

    /// Those that waited for fetches which are over.
    mutating func takeSettled(at now: Instant) -> [CheckedContinuation<Void, Never>] {
        let settled = settling.keys.filter { plan.isSettled($0, at: now) }
        return settled.flatMap { settling.removeValue(forKey: $0) ?? [] }
    }
}
