/// One stored node of a prefix tree: the sums over the elements under its prefix.
///
/// A leaf has no stored nodes below it; an inner node has all its 2^bitquantum children, empty ones
/// included. The elements themselves are not in the node: see `PrefixTreeStore.elements(under:)`.
package struct PrefixTreeNode: Hashable, Sendable {
    package var count: Int
    package var samples: Samples
    package var isLeaf: Bool

    package static var emptyLeaf: PrefixTreeNode {
        PrefixTreeNode(count: 0, samples: .empty, isLeaf: true)
    }

    package init(count: Int, samples: Samples, isLeaf: Bool) {
        self.count = count
        self.samples = samples
        self.isLeaf = isLeaf
    }
}
