/// A batch of insertions and removals in the order of the tree, with the factor of each.
struct PrefixTreeChange {
    private struct Step {
        let element: Element
        /// +1 for an insertion, −1 for a removal.
        let growth: Int
        /// The samples of an inserted element, the inverse of those of a removed one.
        let factor: Samples
    }

    private var steps: [Step] = []

    init(inserted: [Element], removed: [Element]) throws(PrefixTreeError) {
        for element in inserted where !element.isInsertable { throw .notInsertable(element) }
        for element in removed where !element.isInsertable { throw .notInsertable(element) }
        steps.reserveCapacity(inserted.count + removed.count)
        for element in inserted {
            steps.append(Step(element: element, growth: 1, factor: Samples(of: element)))
        }
        var divisors = removed.map { Samples(of: $0) }
        Samples.invert(&divisors)
        for (element, inverse) in zip(removed, divisors) {
            steps.append(Step(element: element, growth: -1, factor: inverse))
        }
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

    /// - Precondition: the range is not empty.
    func factor(of range: Range<Int>) -> Samples {
        var product = steps[range.lowerBound].factor
        for step in steps[range].dropFirst() { product.multiply(by: step.factor) }
        return product
    }
}
