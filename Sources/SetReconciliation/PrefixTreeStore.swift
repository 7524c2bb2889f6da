/// Where a prefix tree keeps its nodes and finds its elements.
///
/// The elements are not the tree's to write: the store's owner changes the set first and then the
/// tree, in one transaction, so that `elements(under:)` always reflects the set **after** the
/// change that is being applied to the nodes.
package protocol PrefixTreeStore {
    /// The node at exactly this prefix, or nil if there is none.
    mutating func node(at prefix: Prefix) throws -> PrefixTreeNode?

    /// Writes a node, or removes it.
    mutating func setNode(_ node: PrefixTreeNode?, at prefix: Prefix) throws

    /// All elements of the set in `prefix.lowerBound ... prefix.upperBound`, sorted, each once.
    mutating func elements(under prefix: Prefix) throws -> [Element]
}
