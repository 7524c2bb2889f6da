/// A tree that does not fit its elements, or a change that does not fit the tree.
///
/// Whichever it is, the transaction is to be rolled back; a damaged tree is repaired by a rebuild.
package enum PrefixTreeError: Error, Hashable {
    /// The element equals a sample point: it can be in no tree.
    case notInsertable(Element)
    /// An element occurs twice in a change, or is both inserted and removed by it.
    case repeatedInChange(Element)
    /// More elements were removed under the prefix than the node has.
    case countBelowZero(Prefix)
    /// An inner node has no node at this prefix, where one of its children belongs.
    case missingChild(Prefix)
    /// The prefix's length is not a multiple of the tree's bitquantum.
    case notADepth(Prefix)
}

extension PrefixTreeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notInsertable(let element):
            "element \(element) equals a sample point and cannot be in a prefix tree"
        case .repeatedInChange(let element):
            "element \(element) occurs twice in one change of the prefix tree"
        case .countBelowZero(let prefix):
            "prefix tree node \(prefix) has fewer elements than are removed; rebuild the tree"
        case .missingChild(let prefix):
            "prefix tree node \(prefix) is missing below an inner node; rebuild the tree"
        case .notADepth(let prefix):
            "prefix \(prefix) has a length that is no depth of this tree"
        }
    }
}
