/// A tree that does not fit its elements, or a change that does not fit the tree.
///
/// Whichever it is, the transaction is to be rolled back; a damaged tree is made again from its
/// elements.
package enum PrefixTreeError: Error, Hashable {
    /// The element equals a sample point: it can be in no tree.
    case notInsertable(Element)
    /// An element occurs twice in a change, or is both inserted and removed by it.
    case repeatedInChange(Element)
    /// More elements were removed under the prefix than the node has.
    case countBelowZero(Prefix)
    /// Of the leaves of a tree there is none here and there are none below.
    case missingLeaf(Prefix)
    /// A leaf lies where, or below where, there is one already.
    case overlappingLeaves(Prefix)
    /// The leaves under the prefix say that they have more elements than there can be.
    case tooManyElements(Prefix)
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
            "prefix tree node \(prefix) has fewer elements than are removed"
        case .missingLeaf(let prefix):
            "the prefix tree has no leaf at \(prefix) and none below"
        case .overlappingLeaves(let prefix):
            "the prefix tree's leaf at \(prefix) lies under another one, or there are two"
        case .tooManyElements(let prefix):
            "the prefix tree's leaves under \(prefix) have more elements than there can be"
        case .notADepth(let prefix):
            "prefix \(prefix) has a length that is no depth of this tree"
        }
    }
}
