/// A prefix tree store in memory: for tests, simulations and small sets.
package struct MemoryPrefixTreeStore: PrefixTreeStore {
    package private(set) var nodes: [Prefix: PrefixTreeNode] = [:]
    /// Sorted, each once.
    package private(set) var elements: [Element] = []

    package init() {}

    package init(elements: some Sequence<Element>) {
        self.elements = Set(elements).sorted()
    }

    /// Adds an element to the set; false if it was there.
    @discardableResult
    package mutating func insertElement(_ element: Element) -> Bool {
        let index = lowerIndex(of: element)
        if index < elements.count, elements[index] == element { return false }
        elements.insert(element, at: index)
        return true
    }

    /// Takes an element out of the set; false if it was not there.
    @discardableResult
    package mutating func removeElement(_ element: Element) -> Bool {
        let index = lowerIndex(of: element)
        guard index < elements.count, elements[index] == element else { return false }
        elements.remove(at: index)
        return true
    }

    package func node(at prefix: Prefix) -> PrefixTreeNode? { nodes[prefix] }

    package mutating func setNode(_ node: PrefixTreeNode?, at prefix: Prefix) {
        nodes[prefix] = node
    }

    package func elements(under prefix: Prefix) -> [Element] {
        let upperBound = prefix.upperBound
        let start = lowerIndex(of: prefix.lowerBound)
        return Array(elements[start...].prefix { $0 <= upperBound })
    }

    /// The index of the first element that is not below the given one.
    private func lowerIndex(of element: Element) -> Int {
        elements[...].partitionIndex { $0 < element }
    }
}

extension ArraySlice<Element> {
    /// The first index at which the predicate, true for a prefix of the slice, is false.
    func partitionIndex(where isBefore: (Element) -> Bool) -> Int {
        var range = startIndex..<endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                isBefore(self[middle])
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    /// The part of a sorted slice that lies under a prefix.
    func under(_ prefix: Prefix) -> ArraySlice<Element> {
        let (lower, upper) = (prefix.lowerBound, prefix.upperBound)
        return self[partitionIndex { $0 < lower }..<partitionIndex { $0 <= upper }]
    }
}
