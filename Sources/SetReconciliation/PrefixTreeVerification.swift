/// A node of a tree that is not what its elements require.
package struct PrefixTreeDifference: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case wrongCount(stored: Int, actual: Int)
        case wrongSamples
        /// A leaf with more elements than the split threshold, or an inner node with no more than
        /// the join threshold.
        case wrongShape(count: Int, isLeaf: Bool)
        /// The set has an element that equals a sample point.
        case notInsertable(Element)
    }

    package let prefix: Prefix
    package let kind: Kind
}

extension PrefixTree {
    /// Recomputes every leaf from its elements and reports what differs, in the order of the tree.
    /// (The sums of inner nodes are made from those of their children.)
    ///
    /// - Parameters:
    ///   - limit: the search ends when so many differences were found.
    ///   - elements: the elements of the set under a prefix, sorted, each once.
    /// - Throws: what `elements` throws.
    package func verify(
        limit: Int = 1_000, elements: (Prefix) throws -> [Element]
    ) rethrows -> [PrefixTreeDifference] {
        var differences: [PrefixTreeDifference] = []
        try verify(TreeNodes.root, .root, limit: limit, elements, into: &differences)
        return differences
    }

    /// Checks the node and all below it.
    private func verify(
        _ index: UInt32, _ prefix: Prefix, limit: Int, _ elements: (Prefix) throws -> [Element],
        into differences: inout [PrefixTreeDifference]
    ) rethrows {
        guard differences.count < limit else { return }
        let node = nodes[index]
        guard !node.isLeaf else {
            for kind in try kinds(of: index, at: prefix, elements: elements(prefix)) {
                differences.append(PrefixTreeDifference(prefix: prefix, kind: kind))
            }
            return
        }
        if node.count <= parameters.joinThreshold {
            differences.append(
                PrefixTreeDifference(
                    prefix: prefix, kind: .wrongShape(count: node.count, isLeaf: false)))
        }
        for child in 0..<parameters.childCount {
            try verify(
                node.children + UInt32(child),
                prefix.child(child, bitquantum: parameters.bitquantum), limit: limit, elements,
                into: &differences)
        }
    }

    private func kinds(
        of leaf: UInt32, at prefix: Prefix, elements: [Element]
    ) -> [PrefixTreeDifference.Kind] {
        var kinds = elements.filter { !$0.isInsertable }
            .map(PrefixTreeDifference.Kind.notInsertable)
        if nodes[leaf].count != elements.count {
            kinds.append(.wrongCount(stored: nodes[leaf].count, actual: elements.count))
        }
        if nodes.samples(at: leaf) != Samples(of: elements.lazy.filter(\.isInsertable)) {
            kinds.append(.wrongSamples)
        }
        if parameters.splits(count: elements.count, at: prefix) {
            kinds.append(.wrongShape(count: elements.count, isLeaf: true))
        }
        return kinds
    }
}
