package import Keyring
package import SetReconciliation

// The leaves of the prefix trees in the table `tree_node`, which once had the inner nodes too.

extension Reader {
    /// The profile's tree, made from its leaves.
    ///
    /// - Throws: ``NodeDatabaseError/unsound(_:)`` if they are not those of a tree.
    func tree(of profile: Profile) throws -> PrefixTree {
        let leaves = try rows(
            "SELECT prefix, count, samples FROM tree_node WHERE profile = ? AND leaf",
            [.integer(profile.number)]
        ) { row in
            guard let prefix = Prefix(storageKey: row.blob(0)), row.integer(1) >= 0,
                let samples = Samples(bytes: row.blob(2)[...])
            else { throw NodeDatabaseError.unsound("table tree_node: a row cannot be read") }
            return PrefixTreeLeaf(
                prefix: prefix, count: Int(row.integer(1)), samples: samples)
        }
        do {
            return try PrefixTree(leaves: leaves)
        } catch {
            throw NodeDatabaseError.unsound("table tree_node: \(error)")
        }
    }
}

extension RowStatements {
    /// Writes the leaves that an update changes.
    func write(_ update: PrefixTreeUpdate, of profile: Profile) throws {
        for prefix in update.removedLeaves {
            try run(.deleteLeaf) {
                $0.bind(profile.number)
                $0.bind(prefix.storageKey)
            }
        }
        try update.forEachWrittenLeaf { try write($0, of: profile) }
    }

    /// Writes a leaf, in place of another at the same prefix.
    package func write(_ leaf: PrefixTreeLeaf, of profile: Profile) throws(NodeDatabaseError) {
        try run(.putLeaf) {
            $0.bind(profile.number)
            $0.bind(leaf.prefix.storageKey)
            $0.bind(leaf.count)
            $0.bind(leaf.samples.storageBytes)
        }
    }
}
