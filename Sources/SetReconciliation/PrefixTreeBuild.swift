extension PrefixTree {
    /// The tree of a set.
    ///
    /// - Parameter elements: all elements, sorted, each once.
    /// - Throws: `PrefixTreeError.notInsertable`.
    package init(
        of elements: [Element], parameters: PrefixTreeParameters = .sks
    ) throws(PrefixTreeError) {
        try self.init(of: elements[...], under: .root, parameters: parameters)
    }

    /// The part of a tree that lies under a prefix.
    ///
    /// - Parameter elements: all under the prefix, sorted, each once.
    init(
        of elements: ArraySlice<Element>, under prefix: Prefix, parameters: PrefixTreeParameters
    ) throws(PrefixTreeError) {
        if let bad = elements.first(where: { !$0.isInsertable }) { throw .notInsertable(bad) }
        self.init(parameters: parameters)
        build(TreeNodes.root, prefix, elements)
    }

    /// Fills in the node and all below it.
    ///
    /// - Returns: the samples of the elements.
    @discardableResult
    private mutating func build(
        _ index: UInt32, _ prefix: Prefix, _ elements: ArraySlice<Element>
    ) -> Samples {
        guard parameters.splits(count: elements.count, at: prefix) else {
            let samples = Samples(of: elements)
            nodes[index] = TreeNode(count: elements.count, children: 0)
            nodes.setSamples(at: index, to: PackedSamples(samples))
            return samples
        }
        let children = nodes.allocateChildren()
        var samples = Samples.empty
        var rest = elements
        for child in 0..<parameters.childCount {
            let childPrefix = prefix.child(child, bitquantum: parameters.bitquantum)
            let upperBound = childPrefix.upperBound
            let end = rest.partitionIndex { $0 <= upperBound }
            samples.multiply(by: build(children + UInt32(child), childPrefix, rest[..<end]))
            rest = rest[end...]
        }
        nodes[index] = TreeNode(count: elements.count, children: children)
        nodes.setSamples(at: index, to: PackedSamples(samples))
        return samples
    }

    // MARK: Leaves

    /// The tree with these leaves.
    ///
    /// - Parameter leaves: in any order.
    /// - Throws: `PrefixTreeError.missingLeaf` or `.overlappingLeaves` if they are not those of one
    ///   tree.
    package init(
        leaves: [PrefixTreeLeaf], parameters: PrefixTreeParameters = .sks
    ) throws(PrefixTreeError) {
        self.init(parameters: parameters)
        // Nothing was ever written of the tree of a set that was always empty.
        if leaves.isEmpty { return }
        // A tree has less than a third more nodes than leaves.
        nodes.reserve(leaves.count + leaves.count / 2)
        var rest = leaves.sorted { $0.prefix.lowerBound < $1.prefix.lowerBound }[...]
        try join(TreeNodes.root, .root, &rest)
        if let surplus = rest.first { throw .overlappingLeaves(surplus.prefix) }
    }

    /// Fills in the node and all below it by the leaves that come next.
    private mutating func join(
        _ index: UInt32, _ prefix: Prefix, _ leaves: inout ArraySlice<PrefixTreeLeaf>
    ) throws(PrefixTreeError) {
        guard let leaf = leaves.first, prefix.contains(leaf.prefix),
            parameters.isDepth(leaf.prefix.bitCount)
        else { throw .missingLeaf(prefix) }
        if leaf.prefix == prefix {
            guard leaf.count <= TreeNode.maximumCount else { throw .tooManyElements(prefix) }
            nodes[index] = TreeNode(count: leaf.count, children: 0)
            nodes.setSamples(at: index, to: PackedSamples(leaf.samples))
            leaves.removeFirst()
            return
        }
        let children = nodes.allocateChildren()
        var count = 0
        var samples = Samples.empty
        for child in 0..<parameters.childCount {
            let childIndex = children + UInt32(child)
            try join(
                childIndex, prefix.child(child, bitquantum: parameters.bitquantum), &leaves)
            count += nodes[childIndex].count
            samples.multiply(by: nodes.samples(at: childIndex))
        }
        guard count <= TreeNode.maximumCount else { throw .tooManyElements(prefix) }
        nodes[index] = TreeNode(count: count, children: children)
        nodes.setSamples(at: index, to: PackedSamples(samples))
    }

    /// All leaves, in the order of the tree.
    package func forEachLeaf(_ body: (PrefixTreeLeaf) throws -> Void) rethrows {
        try forEachLeaf(TreeNodes.root, .root, body)
    }

    /// The leaves among the node at the index and those below it.
    func forEachLeaf(
        _ index: UInt32, _ prefix: Prefix, _ body: (PrefixTreeLeaf) throws -> Void
    ) rethrows {
        let node = nodes[index]
        guard !node.isLeaf else {
            return try body(
                PrefixTreeLeaf(
                    prefix: prefix, count: node.count, samples: nodes.samples(at: index)))
        }
        for child in 0..<parameters.childCount {
            try forEachLeaf(
                node.children + UInt32(child),
                prefix.child(child, bitquantum: parameters.bitquantum), body)
        }
    }
}
