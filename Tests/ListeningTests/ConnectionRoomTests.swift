import Listening
import Synchronization
import Testing

@Suite struct ConnectionRoomTests {
    /// The names of the connections that had to make room, in order.
    private final class Closed: Sendable {
        private let names = Mutex<[String]>([])

        var all: [String] { names.withLock { $0 } }

        func enter(
            _ room: ConnectionRoom, _ name: String, as holder: ConnectionRoom.Holder = .anybody
        ) -> ConnectionRoom.Place? {
            room.enter(as: holder) { self.names.withLock { $0.append(name) } }
        }
    }

    private let closed = Closed()

    @Test func `while there is room nobody has to make any`() {
        let room = ConnectionRoom(capacity: 3)
        for name in ["a", "b", "c"] { #expect(closed.enter(room, name) != nil) }
        #expect(closed.all.isEmpty)
        #expect(room.count == 3)
    }

    @Test func `the one that has rested longest makes room`() {
        let room = ConnectionRoom(capacity: 3)
        let a = closed.enter(room, "a")
        _ = closed.enter(room, "b")
        _ = closed.enter(room, "c")
        a?.works()
        a?.rests()
        for name in ["d", "e", "f", "g"] { #expect(closed.enter(room, name) != nil) }
        #expect(closed.all == ["b", "c", "a", "d"])
        #expect(room.count == 3)
    }

    @Test func `who is being worked for keeps his place, and a full room takes nobody`() {
        let room = ConnectionRoom(capacity: 2)
        let a = closed.enter(room, "a")
        let b = closed.enter(room, "b")
        a?.works()
        b?.works()
        #expect(closed.enter(room, "c") == nil)
        #expect(closed.all.isEmpty)
        b?.rests()
        #expect(closed.enter(room, "d") != nil)
        #expect(closed.all == ["b"])
    }

    @Test func `a place that was left or lost is not given back`() {
        let room = ConnectionRoom(capacity: 1)
        let a = closed.enter(room, "a")
        a?.leave()
        #expect(room.count == 0)
        let b = closed.enter(room, "b")
        a?.works()
        a?.rests()
        _ = closed.enter(room, "c")
        b?.works()
        b?.leave()
        #expect(closed.all == ["b"])
        #expect(room.count == 1)
    }

    @Test func `a million changes leave no trace`() {
        let room = ConnectionRoom(capacity: 100)
        let kept = closed.enter(room, "kept")
        for _ in 0..<1_000_000 {
            kept?.works()
            kept?.rests()
        }
        for _ in 0..<99 { _ = closed.enter(room, "other") }
        #expect(closed.all.isEmpty)
        _ = closed.enter(room, "one more")
        #expect(closed.all == ["kept"])
    }

    @Test func `who has more connections than his share makes room himself`() {
        let room = ConnectionRoom(capacity: 10)
        let (a, b) = (
            ConnectionRoom.Holder(name: "a", share: 2), ConnectionRoom.Holder(name: "b", share: 2)
        )
        _ = closed.enter(room, "b1", as: b)
        let first = closed.enter(room, "a1", as: a)
        let second = closed.enter(room, "a2", as: a)
        #expect(closed.enter(room, "a3", as: a) != nil)
        #expect(closed.all == ["a1"])
        first?.leave()
        second?.works()
        #expect(closed.enter(room, "a4", as: a) != nil)
        #expect(closed.all == ["a1", "a3"])
        #expect(room.count == 3)
        let last = closed.enter(room, "a5", as: a)
        #expect(closed.all == ["a1", "a3", "a4"])
        last?.works()
        #expect(closed.enter(room, "a6", as: a) == nil)
        #expect(closed.enter(room, "b2", as: b) != nil)
    }

    @Test func `in a full room the holder of most connections makes room`() {
        let room = ConnectionRoom(capacity: 6)
        let old = closed.enter(room, "old", as: .init(name: "old"))
        let other = closed.enter(room, "other", as: .init(name: "other"))
        for number in 1...30 {
            #expect(closed.enter(room, "flood \(number)", as: .init(name: "flood")) != nil)
        }
        #expect(room.count == 6)
        #expect(closed.all == (1...26).map { "flood \($0)" })
        for name in ["p", "q", "r"] { _ = closed.enter(room, name, as: .init(name: name)) }
        #expect(closed.all.last == "flood 29")
        // Everybody has one: the one that has rested longest.
        old?.works()
        _ = closed.enter(room, "s", as: .init(name: "s"))
        #expect(closed.all.last == "other")
        other?.leave()
        #expect(room.count == 6)
    }

    @Test func `a body that comes has not rested, one that is worked for goes on working`() {
        let room = ConnectionRoom(capacity: 3)
        let a = closed.enter(room, "a")
        let b = closed.enter(room, "b")
        _ = closed.enter(room, "c")
        a?.advances()
        b?.works()
        b?.advances()
        for name in ["d", "e"] { _ = closed.enter(room, name) }
        #expect(closed.all == ["c", "a"])
    }
}
