/// A prefix tree over the elements of a store: SKS's partition tree.
///
/// Every function leaves the tree's invariants intact unless it throws; after an error the store's
/// transaction must be rolled back.
package struct PrefixTree<Store: PrefixTreeStore> {
    package var store: Store
    package let parameters: PrefixTreeParameters

    package init(store: Store, parameters: PrefixTreeParameters = .sks) {
        self.store = store
        self.parameters = parameters
    }

    /// The node of the empty prefix: the count and samples of the whole set.
    package mutating func rootNode() throws -> PrefixTreeNode {
        // A tree that was never written is an empty leaf.
        try store.node(at: .root) ?? .emptyLeaf
    }

    /// What the tree knows about a prefix, whether or not a node is stored for it.
    ///
    /// Below a leaf the answer is computed from the elements, which are few there. An absent node
    /// costs a walk from the root to the leaf above it, never a scan of more than a leaf.
    ///
    /// - Throws: `PrefixTreeError.notADepth` or `.missingChild`, or the store's error.
    package mutating func answer(for prefix: Prefix) throws -> PrefixTreeAnswer {
        guard parameters.isDepth(prefix.bitCount) else { throw PrefixTreeError.notADepth(prefix) }
        if let node = try storedNode(at: prefix) {
            let loads = node.isLeaf || node.count < parameters.fullThreshold
            return PrefixTreeAnswer(
                prefix: prefix, count: node.count, samples: node.samples, isLeaf: node.isLeaf,
                elements: loads ? try store.elements(under: prefix) : nil)
        }
        try checkLeaf(above: prefix)
        let elements = try store.elements(under: prefix)
        return PrefixTreeAnswer(
            prefix: prefix, count: elements.count, samples: Samples(of: elements), isLeaf: true,
            elements: elements)
    }

    private mutating func storedNode(at prefix: Prefix) throws -> PrefixTreeNode? {
        prefix == .root ? try rootNode() : try store.node(at: prefix)
    }

    /// Makes sure that the prefix, which has no node, lies below a leaf.
    private mutating func checkLeaf(above prefix: Prefix) throws {
        for bitCount in stride(from: 0, to: prefix.bitCount, by: parameters.bitquantum) {
            let ancestor = Prefix(of: prefix.lowerBound, bitCount: bitCount)
            guard let node = try storedNode(at: ancestor) else {
                throw PrefixTreeError.missingChild(ancestor)
            }
            if node.isLeaf { return }
        }
        throw PrefixTreeError.missingChild(prefix)
    }
}
