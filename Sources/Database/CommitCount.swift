import Synchronization

/// Counts transactions, for those who ask whether there has been one since.
final class CommitCount: Sendable {
    private let count = Atomic(0)

    /// What is committed before a value is read shows to whoever reads the database behind it.
    var value: Int { count.load(ordering: .acquiring) }

    /// To be called before whoever wanted the transaction is told of it.
    func add() { count.wrappingAdd(1, ordering: .releasing) }
}
