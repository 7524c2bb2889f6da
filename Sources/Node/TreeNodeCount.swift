import Keyring
import Synchronization

/// The sizes of the prefix trees, remembered for a while: to count them walks a table.
final class TreeNodeCount: Sendable {
    /// Seconds.
    private static let lifetime = 600

    private let last = Mutex<(time: Int, counts: [Profile: Int])?>(nil)

    func value(
        at now: Int, counting count: () async throws -> [Profile: Int]
    ) async throws -> [Profile: Int] {
        if let last = last.withLock({ $0 }), abs(now - last.time) < Self.lifetime {
            return last.counts
        }
        let counts = try await count()
        last.withLock { $0 = (now, counts) }
        return counts
    }
}
