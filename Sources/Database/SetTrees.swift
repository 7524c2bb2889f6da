import GRDB
import Keyring
import SetReconciliation

/// The prefix trees of all sets as the writer keeps them: changed in the transaction that changes
/// the sets, their nodes remembered from one transaction to the next.
struct SetTrees {
    private var caches: [Profile: TreeNodeCache] = [:]

    /// Brings the trees up to the sets. If the transaction fails, the value must not be used again.
    ///
    /// - Returns: the profiles whose sets changed.
    mutating func apply(
        _ changes: [Profile: SetChanges], on db: GRDB.Database, _ statements: RowStatements
    ) throws -> Set<Profile> {
        var changed: Set<Profile> = []
        for (profile, change) in changes where !change.isEmpty {
            var tree = PrefixTree(
                store: WriterTreeStore(
                    db: db, statements: statements, profile: profile,
                    cache: caches.removeValue(forKey: profile) ?? .init()))
            try tree.apply(inserted: change.inserted, removed: change.removed)
            try tree.store.flush()
            caches[profile] = tree.store.cache
            changed.insert(profile)
        }
        return changed
    }
}
