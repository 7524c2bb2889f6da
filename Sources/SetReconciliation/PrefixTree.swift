/// A prefix tree over the elements of a set, SKS's partition tree: its nodes, in memory.
///
/// The elements are in the set's own place and are asked for by prefix where they are needed. A
/// change is computed beside the tree (``update(inserted:removed:)``) and then installed, so that
/// the tree can stay as it is until the set's change is certain; ``refresh()`` makes it ready to be
/// read.
package struct PrefixTree: Sendable {
    package let parameters: PrefixTreeParameters
    var nodes: TreeNodes

    /// The tree of the empty set.
    package init(parameters: PrefixTreeParameters = .sks) {
        self.parameters = parameters
        nodes = TreeNodes(childCount: parameters.childCount)
    }

    /// The node of the empty prefix: the count and samples of the whole set.
    package var rootNode: PrefixTreeNode { fresh(TreeNodes.root) }

    package var nodeCount: Int { nodes.count }

    /// The memory that the nodes take, octets.
    package var byteCount: Int { nodes.byteCount }

    /// The node at a prefix; nil if the prefix lies below a leaf.
    ///
    /// - Throws: `PrefixTreeError.notADepth`.
    package func node(at prefix: Prefix) throws(PrefixTreeError) -> PrefixTreeNode? {
        guard parameters.isDepth(prefix.bitCount) else { throw .notADepth(prefix) }
        var index = TreeNodes.root
        var depth = 0
        while depth < prefix.bitCount {
            let node = nodes[index]
            guard !node.isLeaf else { return nil }
            index = node.children + childIndex(of: prefix.lowerBound, at: depth)
            depth += parameters.bitquantum
        }
        return fresh(index)
    }

    private func fresh(_ index: UInt32) -> PrefixTreeNode {
        let node = nodes[index]
        precondition(!node.isStale, "a tree is refreshed before it is read")
        return PrefixTreeNode(
            count: node.count, samples: nodes.samples(at: index), isLeaf: node.isLeaf)
    }

    /// Which child of a node of this depth an element belongs to.
    func childIndex(of element: Element, at depth: Int) -> UInt32 {
        // Depths are multiples of the bitquantum, which divides 64.
        let word = (depth < 64 ? element.high : element.low) << UInt64(depth & 63)
        return UInt32(truncatingIfNeeded: word >> UInt64(64 - parameters.bitquantum))
    }
}
