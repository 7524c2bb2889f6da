import Keyring
import Logging
import NIOPosix
import NodeService
import Synchronization

/// The zones with their indexes, kept up to date from the node: asked for a change every minute and
/// walked when there was one.
final class ZoneDirectory: Sendable {
    /// A zone's index and when it was made, in Unix seconds.
    struct Entry: Sendable {
        let index: ZoneIndex
        let serial: UInt32
    }

    private struct State {
        var entries: [Zone: Entry] = [:]
        var schedule = WalkSchedule()
        /// Zones that had too many keys at the last walk: said once, not every minute.
        var overfull: Set<Zone> = []
        /// Whether the node did not answer when it was last asked: said once, too.
        var isNodeAbsent = false
    }

    let zones: [Zone]
    private let node: any NodeService
    private let limits: DNSLimits
    private let logger: Logger
    private let now: @Sendable () -> Int
    private let state = Mutex(State())

    init(
        zones: [Zone], node: any NodeService, limits: DNSLimits, logger: Logger,
        now: @escaping @Sendable () -> Int
    ) {
        self.zones = zones
        self.node = node
        self.limits = limits
        self.logger = logger
        self.now = now
    }

    /// The zone that the name belongs to, with the longest apex.
    func zone(of name: DomainName) -> Zone? {
        zones.filter { name.isWithin($0.apex) }.max { $0.apex.octets.count < $1.apex.octets.count }
    }

    /// Nil while the zone has not been walked.
    func entry(of zone: Zone) -> Entry? { state.withLock { $0.entries[zone] } }

    /// Whether every zone has been walked.
    var isComplete: Bool { state.withLock { $0.entries.count == zones.count } }

    /// Walks the zones if a walk is due. What fails stays due, and the indexes stay as they were.
    func refresh(at time: ContinuousClock.Instant) async {
        do {
            let sets = try await node.status().sets
            let isDue = state.withLock { state in
                state.isNodeAbsent = false
                return state.schedule.isDue(for: sets, at: time)
            }
            guard isDue else { return }
            for zone in zones { try await walk(zone) }
            state.withLock { $0.schedule.walked(sets, at: time) }
        } catch is CancellationError {
            return
        } catch {
            let isNews = state.withLock { state in
                defer { state.isNodeAbsent = true }
                return !state.isNodeAbsent
            }
            logger.log(
                level: isNews ? .warning : .debug, "dns: the node cannot be asked",
                metadata: ["error": "\(error)"])
        }
    }

    private func walk(_ zone: Zone) async throws {
        let keys: [FoundKey]
        switch try await node.lookup(zone.query, limit: limits.keysPerZone) {
        case .found(let found): keys = found
        case .nothing: keys = []
        case .tooMany:
            if state.withLock({ $0.overfull.insert(zone).inserted }) {
                logger.error(
                    """
                    dns: more than \(limits.keysPerZone) keys have the words of \(zone.domain): new \
                    addresses are not found until there are fewer
                    """)
            }
            return
        }
        let now = now()
        // Parsing thousands of keys is not for the threads that everything else shares.
        let index = try await NIOThreadPool.singleton.runIfActive { [limits] in
            ZoneIndex(keys, of: zone, limit: limits.keysPerAddress, now: now)
        }
        state.withLock { state in
            state.overfull.remove(zone)
            state.entries[zone] = Entry(index: index, serial: UInt32(truncatingIfNeeded: now))
        }
        logger.debug("dns: \(zone.domain) has \(index.count) names")
    }
}
