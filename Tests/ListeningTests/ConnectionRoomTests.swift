import Listening
import Synchronization
import Testing

@Suite struct ConnectionRoomTests {
    /// The names of the connections that had to make room, in order.
    private final class Closed: Sendable {
        private let names = Mutex<[String]>([])

        var all: [String] { names.withLock { $0 } }

        func enter(_ room: ConnectionRoom, _ name: String) -> ConnectionRoom.Place? {
            room.enter { self.names.withLock { $0.append(name) } }
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
}
