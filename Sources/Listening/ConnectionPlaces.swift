/// Who is in a ``ConnectionRoom``.
struct ConnectionPlaces {
    private struct Occupant {
        let holder: String
        /// When it began to rest, as a number that only grows; nil while it works.
        var restingSince: UInt64?
        let close: @Sendable () -> Void
    }

    /// What one holder has.
    private struct Holding {
        var count = 0
        /// What rests, longest first; entries that are no longer true are passed over.
        var resting: [(number: UInt64, since: UInt64)] = []
    }

    private let capacity: Int
    private var occupants: [UInt64: Occupant] = [:]
    private var holdings: [String: Holding] = [:]
    private var next: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { occupants.count }

    /// The number of the place, and how the one whose place it was is closed.
    mutating func enter(
        _ holder: ConnectionRoom.Holder, _ close: @escaping @Sendable () -> Void
    ) -> (number: UInt64?, evicted: (@Sendable () -> Void)?) {
        var evicted: (@Sendable () -> Void)?
        if let share = holder.share, holdings[holder.name]?.count ?? 0 >= share {
            guard let longest = removeLongestResting(of: holder.name) else { return (nil, nil) }
            evicted = longest.close
        } else if occupants.count >= capacity {
            guard let longest = removeLongestResting() else { return (nil, nil) }
            evicted = longest.close
        }
        let number = tick()
        occupants[number] = Occupant(holder: holder.name, restingSince: nil, close: close)
        holdings[holder.name, default: Holding()].count += 1
        rests(number)
        return (number, evicted)
    }

    mutating func works(_ number: UInt64) {
        occupants[number]?.restingSince = nil
    }

    mutating func rests(_ number: UInt64) {
        guard let occupant = occupants[number], occupant.restingSince == nil else { return }
        let since = tick()
        occupants[number]?.restingSince = since
        holdings[occupant.holder]?.resting.append((number, since))
        // Entries that are no longer true never outnumber the others by much.
        guard let holding = holdings[occupant.holder],
            holding.resting.count > 2 * holding.count + 64
        else { return }
        let resting = holding.resting.filter(isTrue)
        holdings[occupant.holder]?.resting = resting
    }

    mutating func advances(_ number: UInt64) {
        guard occupants[number]?.restingSince != nil else { return }
        served(number)
    }

    mutating func served(_ number: UInt64) {
        works(number)
        rests(number)
    }

    mutating func leave(_ number: UInt64) {
        guard let occupant = occupants.removeValue(forKey: number) else { return }
        let count = holdings[occupant.holder]?.count ?? 0
        if count > 1 {
            holdings[occupant.holder]?.count = count - 1
        } else {
            holdings[occupant.holder] = nil
        }
    }

    private mutating func tick() -> UInt64 {
        next += 1
        return next
    }

    private func isTrue(_ entry: (number: UInt64, since: UInt64)) -> Bool {
        occupants[entry.number]?.restingSince == entry.since
    }

    /// Of whoever has most of those with one that rests; among equals, the one that has rested
    /// longest.
    private mutating func removeLongestResting() -> Occupant? {
        var most: (name: String, count: Int, since: UInt64)?
        for (name, holding) in holdings {
            if let most, most.count > holding.count { continue }
            guard let first = holding.resting.first(where: isTrue) else { continue }
            if let most, most.count == holding.count, most.since < first.since { continue }
            most = (name, holding.count, first.since)
        }
        return most.flatMap { removeLongestResting(of: $0.name) }
    }

    private mutating func removeLongestResting(of holder: String) -> Occupant? {
        guard let resting = holdings[holder]?.resting,
            let index = resting.firstIndex(where: isTrue)
        else {
            holdings[holder]?.resting = []
            return nil
        }
        let number = resting[index].number
        holdings[holder]?.resting.removeFirst(index + 1)
        let occupant = occupants[number]
        leave(number)
        return occupant
    }
}
