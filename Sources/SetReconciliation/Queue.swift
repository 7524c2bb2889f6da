/// A first-in, first-out queue.
struct Queue<Item: Sendable>: Sendable {
    private var items: [Item?] = []
    private var head = 0

    var isEmpty: Bool { head == items.count }
    var count: Int { items.count - head }
    var first: Item? { isEmpty ? nil : items[head] }

    mutating func append(_ item: Item) {
        items.append(item)
    }

    mutating func popFirst() -> Item? {
        guard !isEmpty else { return nil }
        let item = items[head]
        items[head] = nil
        head += 1
        // Moving the rest when half is used up costs no more than appending did.
        if head * 2 >= items.count {
            items.removeFirst(head)
            head = 0
        }
        return item
    }

    mutating func removeAll() {
        items = []
        head = 0
    }
}
