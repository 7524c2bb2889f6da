import GRDB
import Keyring
import SetReconciliation
import Synchronization

/// The prefix trees of all sets, in memory as the last commit left them.
///
/// The database has their leaves, changed in the transaction that changes the sets: inner nodes
/// follow from them and are made when the database is opened. So a transaction writes one row for
/// each leaf that it touches, and whoever asks for a node waits for no disk.
///
/// Readers and the writer take turns under a lock that is held for some instructions, by the writer
/// for about a microsecond for each element that changes; never while SQLite works. Whoever reads
/// first after changes makes the sums of the inner nodes.
final class SetTrees: Sendable {
    private let trees: Mutex<[Profile: PrefixTree]>

    /// The trees of a database that nobody writes to.
    ///
    /// - Parameter repaired: told of each that had to be made again.
    init(
        _ readers: ReaderPool, on queue: DatabaseQueue, _ statements: RowStatements,
        repaired: (TreeRepair) -> Void
    ) throws {
        trees = try Mutex(
            Dictionary(
                uniqueKeysWithValues: Profile.allCases.map { profile in
                    try readers.readNow {
                        let tree = try Self.tree(
                            of: profile, $0, on: queue, statements, repaired: repaired)
                        return (profile, tree)
                    }
                }))
    }

    /// One whose leaves do not fit together is made again from its set.
    private static func tree(
        of profile: Profile, _ reader: Reader, on queue: DatabaseQueue,
        _ statements: RowStatements, repaired: (TreeRepair) -> Void
    ) throws -> PrefixTree {
        do {
            return try reader.tree(of: profile)
        } catch NodeDatabaseError.unsound(let reason) {
            let tree = try PrefixTree(of: reader.elements(of: profile, under: .root))
            try queue.write { db in
                try db.execute(
                    sql: "DELETE FROM tree_node WHERE profile = ?", arguments: [profile.number])
                try tree.forEachLeaf { try statements.write($0, of: profile) }
            }
            repaired(
                TreeRepair(profile: profile, reason: reason, elements: tree.rootNode.count))
            return tree
        }
    }

    // MARK: Reading

    /// The node at a prefix; nil if the prefix lies below a leaf.
    func node(at prefix: Prefix, of profile: Profile) throws -> PrefixTreeNode? {
        try withTree(of: profile) { tree throws(PrefixTreeError) in
            tree.refresh()
            return try tree.node(at: prefix)
        }
    }

    func root(of profile: Profile) -> PrefixTreeNode {
        withTree(of: profile) { tree in
            tree.refresh()
            return tree.rootNode
        }
    }

    func nodeCount(of profile: Profile) -> Int { withTree(of: profile) { $0.nodeCount } }

    // A copy of a tree that outlived the lock would make the next change copy all nodes.
    private func withTree<Value: Sendable, Failure>(
        of profile: Profile, _ body: (inout PrefixTree) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try trees.withLock { trees throws(Failure) in
            try body(&trees[profile, default: PrefixTree()])
        }
    }

    // MARK: Writing

    /// Writes down what changes of the sets make of the trees; the trees in memory follow when the
    /// transaction commits. To be called once in a transaction, after the sets' rows are written.
    ///
    /// - Returns: the profiles whose sets changed.
    func apply(
        _ changes: [Profile: SetChanges], on db: GRDB.Database, _ statements: RowStatements
    ) throws -> Set<Profile> {
        var updates: [Profile: PrefixTreeUpdate] = [:]
        for (profile, change) in changes where !change.isEmpty {
            let (inserted, removed) = (change.inserted, change.removed)
            var update = try withTree(of: profile) { tree throws(PrefixTreeError) in
                try tree.update(inserted: inserted, removed: removed)
            }
            try update.complete { try statements.elements(of: profile, under: $0) }
            try statements.write(update, of: profile)
            updates[profile] = update
        }
        let finished = updates
        db.afterNextTransaction { _ in self.install(finished) }
        return Set(finished.keys)
    }

    private func install(_ updates: [Profile: PrefixTreeUpdate]) {
        for (profile, update) in updates { withTree(of: profile) { $0.install(update) } }
    }
}
