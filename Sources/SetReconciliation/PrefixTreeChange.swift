/// A batch of insertions and removals in the order of the tree, with the factor of each.
struct PrefixTreeChange {
    private let elements: [Element]
    /// +1 for an insertion, −1 for a removal.
    private let growths: [Int]
    /// The samples of an inserted element, the inverse of those of a removed one.
    private let factors: [Samples]

    init(inserted: [Element], removed: [Element]) throws(PrefixTreeError) {
        for element in inserted where !element.isInsertable { throw .notInsertable(element) }
        for element in removed where !element.isInsertable { throw .notInsertable(element) }
        let inverses = Samples.inverses(of: removed.map { Samples(of: $0) })
        var steps = inserted.map { (element: $0, growth: 1, factor: Samples(of: $0)) }
        steps += zip(removed, inverses).map { (element: $0, growth: -1, factor: $1) }
        steps.sort { $0.element < $1.element }
        for (left, right) in zip(steps, steps.dropFirst()) where left.element == right.element {
            throw .repeatedInChange(left.element)
        }
        elements = steps.map(\.element)
        growths = steps.map(\.growth)
        factors = steps.map(\.factor)
    }

    var isEmpty: Bool { elements.isEmpty }
    var count: Int { elements.count }

    /// The first step in the range that lies behind the prefix.
    func end(of prefix: Prefix, in steps: Range<Int>) -> Int {
        let upperBound = prefix.upperBound
        return elements[steps].partitionIndex { $0 <= upperBound }
    }

    func growth(of steps: Range<Int>) -> Int {
        growths[steps].reduce(0, +)
    }

    func factor(of steps: Range<Int>) -> Samples {
        var product = factors[steps.lowerBound]
        for index in steps.dropFirst() { product.multiply(by: factors[index]) }
        return product
    }
}
