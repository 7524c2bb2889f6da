/// What a tree knows about one prefix: all that a recon session asks of it.
package struct PrefixTreeAnswer: Hashable, Sendable {
    package var prefix: Prefix
    package var count: Int
    package var samples: Samples
    /// Whether the prefix is that of a leaf or lies below one.
    package var isLeaf: Bool
    /// The elements under the prefix, sorted; loaded if the node is a leaf or its count is below
    /// the tree's `fullThreshold`, nil otherwise.
    package var elements: [Element]?

    package init(
        prefix: Prefix, count: Int, samples: Samples, isLeaf: Bool, elements: [Element]?
    ) {
        self.prefix = prefix
        self.count = count
        self.samples = samples
        self.isLeaf = isLeaf
        self.elements = elements
    }

    /// The answer of the tree's node at the prefix. Below a leaf, where there is none, it is
    /// computed from the elements, which are few there.
    ///
    /// A session uses the sums of a node or its elements, never one together with the other: they
    /// may be of two states of the set.
    package init(
        _ prefix: Prefix, node: PrefixTreeNode?, parameters: PrefixTreeParameters = .sks,
        elements: (Prefix) throws -> [Element]
    ) rethrows {
        if let node {
            let loads = node.isLeaf || node.count < parameters.fullThreshold
            self.init(
                prefix: prefix, count: node.count, samples: node.samples, isLeaf: node.isLeaf,
                elements: loads ? try elements(prefix) : nil)
        } else {
            let elements = try elements(prefix)
            self.init(
                prefix: prefix, count: elements.count, samples: Samples(of: elements),
                isLeaf: true, elements: elements)
        }
    }
}
