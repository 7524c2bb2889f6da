/// The elements that a peer has and we lack, up to a bound.
struct MissingElements: Sendable {
    private(set) var elements: Set<Element> = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var isFull: Bool { elements.count >= limit }
    var room: Int { limit - elements.count }

    mutating func add(_ new: some Sequence<Element>) {
        for element in new {
            if isFull { return }
            elements.insert(element)
        }
    }
}
