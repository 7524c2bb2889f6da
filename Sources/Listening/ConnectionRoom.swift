import Synchronization

/// Room for a number of connections. When it is full, one that comes takes the place of the one
/// that has rested longest: so nobody is kept out by those who open connections and leave them open
/// or send a request octet by octet. Connections that are worked for keep their places.
package final class ConnectionRoom: Sendable {
    /// One connection's place, which it leaves by ``leave()``.
    package struct Place: Sendable {
        fileprivate let room: ConnectionRoom
        fileprivate let number: UInt64

        /// A whole request is there, or an answer is on its way.
        package func works() { room.state.withLock { $0.works(number) } }

        /// The next request, or the rest of it, is awaited.
        package func rests() { room.state.withLock { $0.rests(number) } }

        /// The connection has been closed, by whomever.
        package func leave() { room.state.withLock { $0.leave(number) } }
    }

    fileprivate struct Occupant {
        /// When it began to rest, as a number that only grows; nil while it works.
        var restingSince: UInt64?
        let close: @Sendable () -> Void
    }

    fileprivate struct State {
        let capacity: Int
        var occupants: [UInt64: Occupant] = [:]
        /// Who rests, longest first; entries that are no longer true are passed over.
        var resting: [(number: UInt64, since: UInt64)] = []
        var next: UInt64 = 0

        mutating func tick() -> UInt64 {
            next += 1
            return next
        }
    }

    private let state: Mutex<State>

    /// - Parameter capacity: at least 1.
    package init(capacity: Int) {
        state = Mutex(State(capacity: max(1, capacity)))
    }

    /// Connections that have a place.
    package var count: Int { state.withLock { $0.occupants.count } }

    /// Gives a new connection a place, at which it rests.
    ///
    /// - Parameter close: closes the connection; called once at most, when another takes its place.
    /// - Returns: nil when all others are being worked for; then the new one is to be closed.
    package func enter(close: @escaping @Sendable () -> Void) -> Place? {
        let (number, evicted) = state.withLock { $0.enter(close) }
        evicted?()
        return number.map { Place(room: self, number: $0) }
    }
}

extension ConnectionRoom.State {
    /// The number of the place, and how the one whose place it was is closed.
    mutating func enter(
        _ close: @escaping @Sendable () -> Void
    ) -> (number: UInt64?, evicted: (@Sendable () -> Void)?) {
        var evicted: (@Sendable () -> Void)?
        if occupants.count >= capacity {
            guard let longest = removeLongestResting() else { return (nil, nil) }
            evicted = longest.close
        }
        let number = tick()
        occupants[number] = ConnectionRoom.Occupant(restingSince: nil, close: close)
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
        resting.append((number, since))
        // Entries that are no longer true never outnumber the others by much.
        if resting.count > 2 * capacity + 64 {
            resting.removeAll { occupants[$0.number]?.restingSince != $0.since }
        }
    }

    mutating func leave(_ number: UInt64) {
        occupants[number] = nil
    }

    private mutating func removeLongestResting() -> ConnectionRoom.Occupant? {
        let index = resting.firstIndex { occupants[$0.number]?.restingSince == $0.since }
        guard let index else {
            resting.removeAll()
            return nil
        }
        let occupant = occupants.removeValue(forKey: resting[index].number)
        resting.removeFirst(index + 1)
        return occupant
    }
}
