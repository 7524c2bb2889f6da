import NodeService
import Synchronization

/// How many connections each user has. Who is no operator gets a part of all, so that one user
/// cannot keep the others away.
final class ConnectionCounts: Sendable {
    private let counts = Mutex<[UInt32: Int]>([:])
    private let mostOfOne: Int

    init(mostOfOne: Int) { self.mostOfOne = mostOfOne }

    /// False when the caller has too many already; else `leave(_:)` has to be called in the end.
    func enter(_ caller: Caller) -> Bool {
        guard let user = caller.credential?.user else { return false }
        let isBounded = !caller.roles.contains(.operator)
        return counts.withLock { counts in
            let count = counts[user, default: 0]
            if isBounded, count >= mostOfOne { return false }
            counts[user] = count + 1
            return true
        }
    }

    func leave(_ caller: Caller) {
        guard let user = caller.credential?.user else { return }
        counts.withLock { counts in
            let count = counts[user, default: 0]
            counts[user] = count > 1 ? count - 1 : nil
        }
    }
}
