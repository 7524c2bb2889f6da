/// A batch of insertions and removals in the order of the tree.
struct PrefixTreeChange {
    private struct Step {
        let element: Element
        /// +1 for an insertion, −1 for a removal.
        let growth: Int
    }

    private var steps: [Step] = []

    init(inserted: [Element], removed: [Element]) throws(PrefixTreeError) {
        for element in inserted where !element.isInsertable { throw .notInsertable(element) }
        for element in removed where !element.isInsertable { throw .notInsertable(element) }
        steps.reserveCapacity(inserted.count + removed.count)
        for element in inserted { steps.append(Step(element: element, growth: 1)) }
        for element in removed { steps.append(Step(element: element, growth: -1)) }
        steps.sort { $0.element < $1.element }
        for (left, right) in zip(steps, steps.dropFirst()) where left.element == right.element {
            throw .repeatedInChange(left.element)
        }
    }

    var isEmpty: Bool { steps.isEmpty }
    var count: Int { steps.count }

    /// The element of the first step in the range.
    func first(of range: Range<Int>) -> Element? {
        range.isEmpty ? nil : steps[range.lowerBound].element
    }

    /// The first step in the range that lies behind the prefix, under which its first step lies.
    func end(of prefix: Prefix, in range: Range<Int>) -> Int {
        if range.count == 1 { return range.upperBound }
        let upperBound = prefix.upperBound
        return steps[range].partitionIndex { $0.element <= upperBound }
    }

    func growth(of range: Range<Int>) -> Int {
        steps[range].reduce(0) { $0 + $1.growth }
    }

    /// What each step multiplies samples by: those of an inserted element, the inverse of those of a
    /// removed one. All removals share one inversion.
    func factors() -> [Samples] {
        var factors = steps.map { Samples(of: $0.element) }
        Samples.invert(&factors) { steps[$0].growth < 0 }
        return factors
    }
}
