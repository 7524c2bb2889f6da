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
}
