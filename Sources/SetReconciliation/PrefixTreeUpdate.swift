extension PrefixTree {
    /// Adds an element that the set has just gained.
    package mutating func insert(_ element: Element) throws {
        try apply(inserted: [element], removed: [])
    }

    /// Takes out an element that the set has just lost.
    package mutating func remove(_ element: Element) throws {
        try apply(inserted: [], removed: [element])
    }

    /// Brings the nodes up to date with a change of the set that the store already reflects.
    ///
    /// Reads and writes each node on the paths of the changed elements once; an element's factors
    /// are computed once and multiplied upwards, and all removals share one inversion.
    ///
    /// - Parameters:
    ///   - inserted: elements that were not in the set and now are, in any order.
    ///   - removed: elements that were in the set and now are not.
    /// - Throws: `PrefixTreeError` if the change cannot be right, or the store's error.
    package mutating func apply(inserted: [Element], removed: [Element]) throws {
        let change = try PrefixTreeChange(inserted: inserted, removed: removed)
        guard !change.isEmpty else { return }
        let root = try rootNode()
        _ = try update(root, at: .root, by: change, steps: 0..<change.count)
    }

    /// Updates the node at the prefix, and what lies below it, by some steps of the change.
    ///
    /// - Returns: the factor by which the subtree's samples change.
    private mutating func update(
        _ old: PrefixTreeNode, at prefix: Prefix, by change: PrefixTreeChange,
        steps: Range<Int>
    ) throws -> Samples {
        var node = old
        node.count += change.growth(of: steps)
        guard node.count >= 0 else { throw PrefixTreeError.countBelowZero(prefix) }
        let joins = !old.isLeaf && node.count <= parameters.joinThreshold
        let factor: Samples
        if old.isLeaf || joins {
            factor = change.factor(of: steps)
        } else {
            factor = try updateChildren(of: prefix, by: change, steps: steps)
        }
        node.samples.multiply(by: factor)
        if joins {
            try removeNodes(below: prefix)
            node.isLeaf = true
        } else if old.isLeaf, parameters.splits(count: node.count, at: prefix) {
            try buildChildren(of: prefix, elements: store.elements(under: prefix)[...])
            node.isLeaf = false
        }
        try store.setNode(node, at: prefix)
        return factor
    }

    private mutating func updateChildren(
        of prefix: Prefix, by change: PrefixTreeChange, steps: Range<Int>
    ) throws -> Samples {
        var factor = Samples.empty
        var rest = steps
        for child in prefix.children(bitquantum: parameters.bitquantum) {
            let end = change.end(of: child, in: rest)
            let own = rest.lowerBound..<end
            rest = end..<rest.upperBound
            guard !own.isEmpty else { continue }
            guard let node = try store.node(at: child) else {
                throw PrefixTreeError.missingChild(child)
            }
            factor.multiply(by: try update(node, at: child, by: change, steps: own))
        }
        return factor
    }

    /// Removes the nodes below an inner node that becomes a leaf, but not the node itself.
    private mutating func removeNodes(below prefix: Prefix) throws {
        for child in prefix.children(bitquantum: parameters.bitquantum) {
            guard let node = try store.node(at: child) else {
                throw PrefixTreeError.missingChild(child)
            }
            if !node.isLeaf { try removeNodes(below: child) }
            try store.setNode(nil, at: child)
        }
    }
}
