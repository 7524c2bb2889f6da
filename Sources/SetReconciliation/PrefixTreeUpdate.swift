/// What a change of the set makes of a tree, computed beside it.
///
/// Valid for the tree as it was when the update was made, and to be completed before it is used:
/// leaves that are to be divided need their elements.
package struct PrefixTreeUpdate: Sendable {
    /// An inner node that stays one.
    struct Growth: Sendable {
        let index: UInt32
        let count: Int
    }

    /// A leaf with other sums, or an inner node that becomes a leaf.
    struct Leaf: Sendable {
        let index: UInt32
        let prefix: Prefix
        let count: Int
        /// The steps of the change that lie here.
        fileprivate let steps: Range<Int>
        /// Empty until the steps are multiplied in.
        fileprivate(set) var samples = PackedSamples.empty
    }

    /// A leaf that has too many elements.
    struct Split: Sendable {
        let index: UInt32
        let prefix: Prefix
        /// What comes in its place; nil until the update is completed.
        var subtree: PrefixTree?
    }

    private let parameters: PrefixTreeParameters
    var growths: [Growth] = []
    var leaves: [Leaf] = []
    var splits: [Split] = []
    /// The leaves that are no more, or are inner nodes now.
    package fileprivate(set) var removedLeaves: [Prefix] = []

    /// - Parameter count: the number of elements inserted or removed.
    fileprivate init(of parameters: PrefixTreeParameters, count: Int) {
        self.parameters = parameters
        // A path has some ten nodes; those of many elements share the upper ones.
        growths.reserveCapacity(2 * count + 10)
    }

    /// Divides the leaves that have become too large.
    ///
    /// - Parameter elements: the elements of the set under a prefix **after** the change, sorted,
    ///   each once.
    /// - Throws: `PrefixTreeError.notInsertable`, or what `elements` throws.
    package mutating func complete(elements: (Prefix) throws -> [Element]) throws {
        for index in splits.indices {
            let prefix = splits[index].prefix
            splits[index].subtree = try PrefixTree(
                of: elements(prefix)[...], under: prefix, parameters: parameters)
            removedLeaves.append(prefix)
        }
    }

    /// The leaves that are new, or have other sums than before.
    package func forEachWrittenLeaf(_ body: (PrefixTreeLeaf) throws -> Void) rethrows {
        for leaf in leaves {
            try body(
                PrefixTreeLeaf(
                    prefix: leaf.prefix, count: leaf.count, samples: leaf.samples.samples))
        }
        for split in splits {
            guard let subtree = split.subtree else {
                preconditionFailure("an update is completed before it is written down")
            }
            try subtree.forEachLeaf(TreeNodes.root, split.prefix, body)
        }
    }
}

extension PrefixTree {
    /// Computes what a change of the set makes of the tree.
    ///
    /// First all leaves are found, then the factors of all elements are computed, while the leaves are
    /// fetched from memory, which takes as long where the tree is large; an element's factors are
    /// multiplied in at its leaf only. The sums of inner nodes are left for ``refresh()``: many changes
    /// later it is one product for each child all the same.
    ///
    /// - Parameters:
    ///   - inserted: elements that were not in the set and now are, in any order.
    ///   - removed: elements that were in the set and now are not.
    /// - Throws: `PrefixTreeError` if the change cannot be right.
    package func update(
        inserted: [Element], removed: [Element]
    ) throws(PrefixTreeError) -> PrefixTreeUpdate {
        let change = try PrefixTreeChange(inserted: inserted, removed: removed)
        var update = PrefixTreeUpdate(of: parameters, count: change.count)
        guard !change.isEmpty else { return update }
        try record(TreeNodes.root, .root, by: change, steps: 0..<change.count, in: &update)
        let factors = change.factors()
        for place in update.leaves.indices { multiply(factors, into: place, of: &update) }
        return update
    }

    /// Makes the change that was computed. Inner nodes are to be refreshed before they are read.
    package mutating func install(_ update: PrefixTreeUpdate) {
        for growth in update.growths { nodes[growth.index].grow(by: growth.count) }
        for leaf in update.leaves {
            nodes.freeChildren(of: leaf.index)
            nodes[leaf.index] = TreeNode(count: leaf.count, children: 0)
            nodes.setSamples(at: leaf.index, to: leaf.samples)
        }
        for split in update.splits {
            guard let subtree = split.subtree else {
                preconditionFailure("an update is completed before it is installed")
            }
            nodes.graft(subtree.nodes, at: split.index)
        }
    }

    /// Records what some steps of the change make of the node and of what lies below it.
    private func record(
        _ index: UInt32, _ prefix: Prefix, by change: PrefixTreeChange, steps: Range<Int>,
        in update: inout PrefixTreeUpdate
    ) throws(PrefixTreeError) {
        let growth = change.growth(of: steps)
        let node = nodes[index]
        let count = node.count + growth
        guard count >= 0 else { throw .countBelowZero(prefix) }
        if node.isLeaf, parameters.splits(count: count, at: prefix) {
            update.splits.append(.init(index: index, prefix: prefix))
        } else if node.isLeaf || count <= parameters.joinThreshold {
            nodes.prefetchSamples(at: index)
            update.leaves.append(.init(index: index, prefix: prefix, count: count, steps: steps))
        } else {
            update.growths.append(.init(index: index, count: growth))
            try recordChildren(of: index, prefix, by: change, steps: steps, in: &update)
        }
    }

    /// Computes the samples of a leaf that was recorded.
    private func multiply(
        _ factors: [Samples], into place: Int, of update: inout PrefixTreeUpdate
    ) {
        let leaf = update.leaves[place]
        var samples = factors[leaf.steps.lowerBound]
        for index in leaf.steps.dropFirst() { samples.multiply(by: factors[index]) }
        forEachLeaf(leaf.index, leaf.prefix) { old in
            samples.multiply(by: old.samples)
            if old.prefix != leaf.prefix { update.removedLeaves.append(old.prefix) }
        }
        update.leaves[place].samples = PackedSamples(samples)
    }

    private func recordChildren(
        of index: UInt32, _ prefix: Prefix, by change: PrefixTreeChange, steps: Range<Int>,
        in update: inout PrefixTreeUpdate
    ) throws(PrefixTreeError) {
        let children = nodes[index].children
        var rest = steps
        while let element = change.first(of: rest) {
            let child = childIndex(of: element, at: prefix.bitCount)
            let childPrefix = Prefix(
                of: element, bitCount: prefix.bitCount + parameters.bitquantum)
            let end = change.end(of: childPrefix, in: rest)
            try record(
                children + child, childPrefix, by: change, steps: rest.lowerBound..<end,
                in: &update)
            rest = end..<rest.upperBound
        }
    }

    // MARK: Inner nodes

    /// Makes the sums of inner nodes below which something has changed since they were made.
    package mutating func refresh() { refresh(TreeNodes.root) }

    private mutating func refresh(_ index: UInt32) {
        guard nodes[index].isStale else { return }
        let children = nodes[index].children
        var samples = Samples.empty
        for child in children..<children + UInt32(parameters.childCount) {
            refresh(child)
            samples.multiply(by: nodes.samples(at: child))
        }
        nodes[index] = TreeNode(count: nodes[index].count, children: children)
        nodes.setSamples(at: index, to: PackedSamples(samples))
    }
}
