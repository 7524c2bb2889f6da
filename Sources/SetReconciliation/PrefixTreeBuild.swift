extension PrefixTree {
    /// Replaces all nodes by those of a tree built from the store's elements.
    package mutating func rebuild() throws {
        try rebuild(from: store.elements(under: .root))
    }

    /// Replaces all nodes by those of a new tree.
    ///
    /// Old nodes are found by their parents, whatever these say of themselves. Ones that have no
    /// parent, which only damage to the database can bring about, are its owner's to clear.
    ///
    /// - Parameter elements: all elements of the set, sorted, each once.
    /// - Throws: `PrefixTreeError.notInsertable`, or the store's error.
    package mutating func rebuild(from elements: [Element]) throws {
        if let bad = elements.first(where: { !$0.isInsertable }) {
            throw PrefixTreeError.notInsertable(bad)
        }
        try clear(below: .root)
        try build(at: .root, elements: elements[...])
    }

    private mutating func clear(below prefix: Prefix) throws {
        for child in prefix.children(bitquantum: parameters.bitquantum) {
            guard try store.node(at: child) != nil else { continue }
            try clear(below: child)
            try store.setNode(nil, at: child)
        }
    }

    /// Writes the node at the prefix and all below it.
    @discardableResult
    private mutating func build(
        at prefix: Prefix, elements: ArraySlice<Element>
    ) throws -> Samples {
        let splits = parameters.splits(count: elements.count, at: prefix)
        let samples =
            splits
            ? try buildChildren(of: prefix, elements: elements) : Samples(of: elements)
        try store.setNode(
            PrefixTreeNode(count: elements.count, samples: samples, isLeaf: !splits), at: prefix)
        return samples
    }

    /// Writes all children of the prefix and what is below them.
    ///
    /// - Returns: the samples of all the elements.
    @discardableResult
    mutating func buildChildren(
        of prefix: Prefix, elements: ArraySlice<Element>
    ) throws -> Samples {
        var samples = Samples.empty
        for child in prefix.children(bitquantum: parameters.bitquantum) {
            samples.multiply(by: try build(at: child, elements: elements.under(child)))
        }
        return samples
    }
}
