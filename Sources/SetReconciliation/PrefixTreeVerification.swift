/// A node of a tree that is not what its elements require.
package struct PrefixTreeDifference: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// No node is stored where an inner node needs its child.
        case missing
        case wrongCount(stored: Int, actual: Int)
        case wrongSamples
        /// A leaf with more elements than the split threshold, or an inner node with no more than
        /// the join threshold.
        case wrongShape(count: Int, isLeaf: Bool)
        /// A node is stored below a leaf.
        case belowLeaf
        /// The set has an element that equals a sample point.
        case notInsertable(Element)
    }

    package let prefix: Prefix
    package let kind: Kind
}

extension PrefixTree {
    /// Recomputes every node from the elements and reports what differs, in the order of the tree.
    ///
    /// - Parameter limit: the search ends when so many differences were found.
    package mutating func verify(limit: Int = 1_000) throws -> [PrefixTreeDifference] {
        var differences: [PrefixTreeDifference] = []
        if try store.node(at: .root) == nil {
            if try !store.elements(under: .root).isEmpty {
                differences.append(PrefixTreeDifference(prefix: .root, kind: .missing))
            }
            return differences
        }
        _ = try verify(at: .root, limit: limit, into: &differences)
        return differences
    }

    /// Checks the node at the prefix and all below it.
    ///
    /// - Returns: the true count and samples of the elements under the prefix.
    private mutating func verify(
        at prefix: Prefix, limit: Int, into differences: inout [PrefixTreeDifference]
    ) throws -> (count: Int, samples: Samples) {
        guard differences.count < limit else { return (0, .empty) }
        let position = differences.count
        let stored = try store.node(at: prefix)
        let actual: (count: Int, samples: Samples)
        if let stored, !stored.isLeaf {
            actual = try verifyChildren(of: prefix, limit: limit, into: &differences)
        } else {
            actual = try sumElements(under: prefix, into: &differences)
            try findNodes(below: prefix, limit: limit, into: &differences)
        }
        // A search that was cut short knows no true sums.
        guard differences.count < limit else { return actual }
        for kind in kinds(of: stored, at: prefix, actual: actual).reversed() {
            differences.insert(PrefixTreeDifference(prefix: prefix, kind: kind), at: position)
        }
        return actual
    }

    private mutating func verifyChildren(
        of prefix: Prefix, limit: Int, into differences: inout [PrefixTreeDifference]
    ) throws -> (count: Int, samples: Samples) {
        var count = 0
        var samples = Samples.empty
        for child in prefix.children(bitquantum: parameters.bitquantum) {
            let actual = try verify(at: child, limit: limit, into: &differences)
            count += actual.count
            samples.multiply(by: actual.samples)
        }
        return (count, samples)
    }

    private mutating func sumElements(
        under prefix: Prefix, into differences: inout [PrefixTreeDifference]
    ) throws -> (count: Int, samples: Samples) {
        let elements = try store.elements(under: prefix)
        for element in elements where !element.isInsertable {
            differences.append(
                PrefixTreeDifference(prefix: prefix, kind: .notInsertable(element)))
        }
        return (elements.count, Samples(of: elements.lazy.filter(\.isInsertable)))
    }

    private mutating func findNodes(
        below prefix: Prefix, limit: Int, into differences: inout [PrefixTreeDifference]
    ) throws {
        for child in prefix.children(bitquantum: parameters.bitquantum)
        where differences.count < limit {
            guard try store.node(at: child) != nil else { continue }
            differences.append(PrefixTreeDifference(prefix: child, kind: .belowLeaf))
        }
    }

    private func kinds(
        of stored: PrefixTreeNode?, at prefix: Prefix, actual: (count: Int, samples: Samples)
    ) -> [PrefixTreeDifference.Kind] {
        guard let stored else { return [.missing] }
        var kinds: [PrefixTreeDifference.Kind] = []
        if stored.count != actual.count {
            kinds.append(.wrongCount(stored: stored.count, actual: actual.count))
        }
        if stored.samples != actual.samples { kinds.append(.wrongSamples) }
        let isShaped =
            stored.isLeaf
            ? !parameters.splits(count: actual.count, at: prefix)
            : actual.count > parameters.joinThreshold
        if !isShaped {
            kinds.append(.wrongShape(count: actual.count, isLeaf: stored.isLeaf))
        }
        return kinds
    }
}
