/// One node of a prefix tree: the sums over the elements under its prefix.
///
/// A leaf has no nodes below it; an inner node has all its 2^bitquantum children, empty ones
/// included.
package struct PrefixTreeNode: Hashable, Sendable {
    package var count: Int
    package var samples: Samples
    package var isLeaf: Bool

    package init(count: Int, samples: Samples, isLeaf: Bool) {
        self.count = count
        self.samples = samples
        self.isLeaf = isLeaf
    }
}

/// A leaf with its place: from all leaves the tree can be made again.
package struct PrefixTreeLeaf: Hashable, Sendable {
    package let prefix: Prefix
    package let count: Int
    package let samples: Samples

    package init(prefix: Prefix, count: Int, samples: Samples) {
        self.prefix = prefix
        self.count = count
        self.samples = samples
    }
}
