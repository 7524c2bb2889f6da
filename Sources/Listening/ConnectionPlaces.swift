/// Who is in a ``ConnectionRoom``.
struct ConnectionPlaces {
    /// What one holder has.
    final class Holding {
        let name: String
        var count = 0

        init(name: String) { self.name = name }
    }

    /// One who is or was in the room. Not locked: it is for whoever has the room's lock.
    final class Occupant {
        fileprivate let holding: Holding
        /// When it began to rest, as a number that only grows; nil while it works.
        fileprivate var restingSince: UInt64?
        /// Nothing once it has left: else it would keep alive what it is to close.
        fileprivate var close: @Sendable () -> Void

        fileprivate init(_ holding: Holding, close: @escaping @Sendable () -> Void) {
            self.holding = holding
            self.close = close
        }
    }

    private let capacity: Int
    private var occupants: [ObjectIdentifier: Occupant] = [:]
    private var holdings: [String: Holding] = [:]
    private var next: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { occupants.count }

    /// Who has a place now, and how the one whose place it was is closed.
    mutating func enter(
        _ holder: ConnectionRoom.Holder, _ close: @escaping @Sendable () -> Void
    ) -> (entered: Occupant?, evicted: (@Sendable () -> Void)?) {
        var evicted: Occupant?
        if let share = holder.share, holdings[holder.name]?.count ?? 0 >= share {
            evicted = longestResting(of: holder.name)
            if evicted == nil { return (nil, nil) }
        } else if occupants.count >= capacity {
            evicted = longestResting()
            if evicted == nil { return (nil, nil) }
        }
        let closeEvicted = evicted?.close
        if let evicted { leave(evicted) }
        let holding = holdings[holder.name] ?? Holding(name: holder.name)
        holding.count += 1
        holdings[holder.name] = holding
        let occupant = Occupant(holding, close: close)
        occupants[ObjectIdentifier(occupant)] = occupant
        rests(occupant)
        return (occupant, closeEvicted)
    }

    func works(_ occupant: Occupant) {
        occupant.restingSince = nil
    }

    mutating func rests(_ occupant: Occupant) {
        if occupant.restingSince == nil { served(occupant) }
    }

    mutating func advances(_ occupant: Occupant) {
        if occupant.restingSince != nil { served(occupant) }
    }

    mutating func served(_ occupant: Occupant) {
        next += 1
        occupant.restingSince = next
    }

    mutating func leave(_ occupant: Occupant) {
        guard occupants.removeValue(forKey: ObjectIdentifier(occupant)) != nil else { return }
        occupant.close = {}
        occupant.holding.count -= 1
        if occupant.holding.count == 0 { holdings[occupant.holding.name] = nil }
    }

    // Who makes room is looked for among all: connections come far more seldom than requests, and
    // those who are there need not keep themselves in an order.

    /// Of whoever has most of those with one that rests; among equals, the one that has rested
    /// longest.
    private func longestResting() -> Occupant? {
        var longest: (occupant: Occupant, count: Int, since: UInt64)?
        for occupant in occupants.values {
            guard let since = occupant.restingSince else { continue }
            let count = occupant.holding.count
            if let longest, (longest.count, since) > (count, longest.since) { continue }
            longest = (occupant, count, since)
        }
        return longest?.occupant
    }

    private func longestResting(of holder: String) -> Occupant? {
        var longest: (occupant: Occupant, since: UInt64)?
        for occupant in occupants.values where occupant.holding.name == holder {
            guard let since = occupant.restingSince else { continue }
            if let longest, longest.since < since { continue }
            longest = (occupant, since)
        }
        return longest?.occupant
    }
}
