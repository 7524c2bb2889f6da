import Synchronization

/// Room for a number of connections. When it is full, one that comes takes the place of one that
/// rests: so nobody is kept out by those who open connections and leave them open or send a request
/// octet by octet. Connections that are worked for keep their places.
///
/// Where those who hold connections are told apart, the one with most of them makes room, so that a
/// flood costs its own holder's connections only.
package final class ConnectionRoom: Sendable {
    /// One connection's place, which it leaves by ``leave()``. What is said of it is written down
    /// under the room's lock only.
    package struct Place: @unchecked Sendable {
        fileprivate let room: ConnectionRoom
        fileprivate let occupant: ConnectionPlaces.Occupant

        /// A whole request is there, or an answer is on its way.
        package func works() { room.state.withLock { $0.works(occupant) } }

        /// The next request, or the rest of it, is awaited.
        package func rests() { room.state.withLock { $0.rests(occupant) } }

        /// A good part of what was awaited has come: it has not rested long.
        package func advances() { room.state.withLock { $0.advances(occupant) } }

        /// A request was answered, without its place having been told before: it rests anew.
        package func served() { room.state.withLock { $0.served(occupant) } }

        /// The connection has been closed, by whomever.
        package func leave() { room.state.withLock { $0.leave(occupant) } }
    }

    /// Who holds a connection.
    package struct Holder: Sendable, Hashable {
        package let name: String
        /// Connections that one holder may have at most; nil: as many as there is room for.
        package let share: Int?

        package init(name: String, share: Int? = nil) {
            self.name = name
            self.share = share
        }

        /// Where nobody is told apart.
        package static let anybody = Holder(name: "")
    }

    private let state: Mutex<ConnectionPlaces>

    /// - Parameter capacity: at least 1.
    package init(capacity: Int) {
        state = Mutex(ConnectionPlaces(capacity: max(1, capacity)))
    }

    /// Connections that have a place.
    package var count: Int { state.withLock { $0.count } }

    /// Gives a new connection a place, at which it rests.
    ///
    /// - Parameter close: closes the connection; called once at most, when another takes its place.
    /// - Returns: nil when all that might make room are being worked for; then the new one is to be
    ///   closed.
    package func enter(
        as holder: Holder = .anybody, close: @escaping @Sendable () -> Void
    ) -> Place? {
        let (place, evicted) = state.withLock { state in
            let (entered, evicted) = state.enter(holder, close)
            return (entered.map { Place(room: self, occupant: $0) }, evicted)
        }
        evicted?()
        return place
    }
}
