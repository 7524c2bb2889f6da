/// A set of elements in memory with its prefix tree: for tests, simulations and small sets.
package struct ElementSet: Sendable {
    /// Sorted, each once.
    package private(set) var elements: [Element]
    package private(set) var tree: PrefixTree

    /// - Throws: `PrefixTreeError.notInsertable`.
    package init(
        _ elements: some Sequence<Element> = [], parameters: PrefixTreeParameters = .sks
    ) throws(PrefixTreeError) {
        self.elements = Set(elements).sorted()
        tree = try PrefixTree(of: self.elements, parameters: parameters)
    }

    /// Changes the set and its tree at once.
    ///
    /// - Throws: `PrefixTreeError` if elements are inserted that are in the set or cannot be, or
    ///   removed that are not in it.
    package mutating func apply(
        inserted: [Element] = [], removed: [Element] = []
    ) throws {
        var update = try tree.update(inserted: inserted, removed: removed)
        var changed = elements
        for element in inserted {
            let index = changed[...].lowerIndex(of: element)
            if index < changed.count, changed[index] == element {
                throw PrefixTreeError.repeatedInChange(element)
            }
            changed.insert(element, at: index)
        }
        for element in removed {
            let index = changed[...].lowerIndex(of: element)
            guard index < changed.count, changed[index] == element else {
                throw PrefixTreeError.countBelowZero(
                    Prefix(of: element, bitCount: Prefix.maximumBitCount))
            }
            changed.remove(at: index)
        }
        try update.complete { Array(changed[...].under($0)) }
        elements = changed
        tree.install(update)
        tree.refresh()
    }

    /// The elements under a prefix, sorted.
    package func elements(under prefix: Prefix) -> [Element] { Array(elements[...].under(prefix)) }

    /// What the set holds under a prefix.
    ///
    /// - Throws: `PrefixTreeError.notADepth`.
    package func answer(for prefix: Prefix) throws(PrefixTreeError) -> PrefixTreeAnswer {
        PrefixTreeAnswer(
            prefix, node: try tree.node(at: prefix), parameters: tree.parameters,
            elements: elements(under:))
    }
}

extension ArraySlice {
    /// The first index at which the predicate, true for a prefix of the slice, is false.
    func partitionIndex(where isBefore: (Iterator.Element) -> Bool) -> Int {
        var range = startIndex..<endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                isBefore(self[middle])
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

extension ArraySlice<Element> {
    /// The index of the first element that is not below the given one.
    func lowerIndex(of element: Element) -> Int { partitionIndex { $0 < element } }

    /// The part of a sorted slice that lies under a prefix.
    package func under(_ prefix: Prefix) -> ArraySlice<Element> {
        let (lower, upper) = (prefix.lowerBound, prefix.upperBound)
        return self[lowerIndex(of: lower)..<partitionIndex { $0 <= upper }]
    }
}
