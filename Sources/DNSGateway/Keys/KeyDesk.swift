import Keyring
import NodeService
import OpenPGP
import Synchronization

/// Looks up at the node the keys that a name stands for, as they are now: what was redacted or
/// revoked since the zone was walked is not given out.
final class KeyDesk: Sendable {
    private struct State {
        var cache: AnswerCache
        var lookups = 0
    }

    /// More look-ups than the node is to be burdened with.
    struct Busy: Error {}

    private let node: any NodeService
    private let limits: DNSLimits
    private let now: @Sendable () -> Int
    private let state: Mutex<State>

    init(node: any NodeService, limits: DNSLimits, now: @escaping @Sendable () -> Int) {
        self.node = node
        self.limits = limits
        self.now = now
        state = Mutex(State(cache: AnswerCache(limits: limits)))
    }

    /// The reduced keys with these fingerprints, those first that serve a client best, as many as an
    /// answer holds; none when the address is no longer any key's.
    ///
    /// - Throws: ``Busy``, or what the node throws.
    func keys(
        _ fingerprints: [Fingerprint], of name: AnswerCache.Name, at time: ContinuousClock.Instant
    ) async throws -> [[UInt8]] {
        if let kept = state.withLock({ $0.cache.keys(of: name, at: time) }) { return kept }
        let mayAsk = state.withLock { state in
            guard state.lookups < limits.lookupsAtOnce else { return false }
            state.lookups += 1
            return true
        }
        guard mayAsk else { throw Busy() }
        defer { state.withLock { $0.lookups -= 1 } }
        let keys = try await lookUp(fingerprints, of: name)
        state.withLock { $0.cache.keep(keys, of: name, at: time) }
        return keys
    }

    private func lookUp(
        _ fingerprints: [Fingerprint], of name: AnswerCache.Name
    ) async throws -> [[UInt8]] {
        let now = now()
        var reduced: [ReducedKey] = []
        for fingerprint in fingerprints {
            // Several have one fingerprint only where somebody made it so.
            guard
                case .found(let found) = try await node.lookup(
                    .fingerprint(fingerprint), limit: limits.keysPerAddress)
            else { continue }
            reduced += found.compactMap {
                ReducedKey($0, for: name.digest, in: name.zone, now: now)
            }
        }
        var left = limits.answerLength
        return Self.ordered(reduced).prefix(limits.keysPerAddress).compactMap { key in
            let length = key.packets.count + Self.recordOverhead
            guard length <= left else { return nil }
            left -= length
            return key.packets
        }
    }

    /// Owner (compressed), type, class, time to live and length.
    private static let recordOverhead = 12

    /// Clients take the first key and no other: GnuPG 2.2 does. So what most of them can use is
    /// first.
    private static func ordered(_ keys: [ReducedKey]) -> [ReducedKey] {
        let ranked = keys.enumerated().sorted { left, right in
            (left.element.rank, left.offset) < (right.element.rank, right.offset)
        }
        return ranked.map(\.element)
    }
}

extension ReducedKey {
    fileprivate var rank: Int { (isUsable ? 0 : 2) + (isOfLateVersion ? 1 : 0) }
}
