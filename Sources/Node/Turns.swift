import NodeService
import Synchronization

/// Lets a bounded number of things of one kind be done at once; who comes when all are under way is
/// told to come back, not queued.
final class Turns: Sendable {
    /// Held by whoever does such a thing; it is over when this is let go of.
    final class Turn: Sendable {
        private let turns: Turns

        fileprivate init(_ turns: Turns) { self.turns = turns }
        deinit { turns.taken.withLock { $0 -= 1 } }
    }

    private let limit: Int
    private let refusal: String
    private let taken = Mutex(0)

    /// - Parameter refusal: what is under way already.
    init(limit: Int, refusal: String) {
        self.limit = limit
        self.refusal = refusal
    }

    /// - Throws: ``NodeServiceError/busy(_:)``.
    func take() throws(NodeServiceError) -> Turn {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw .busy(refusal) }
        return Turn(self)
    }
}
