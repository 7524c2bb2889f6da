import Replication
import Testing

/// A schedule with a virtual clock: `at` moves it and tells what is to be dialled on the way.
struct ScheduleStory {
    var schedule: GossipSchedule
    var now = Instant.zero
    var generator = SeededGenerator()

    init(peers: [String], timing: GossipSchedule.Timing = .init()) {
        schedule = GossipSchedule(peers: peers, timing: timing)
    }

    @discardableResult
    mutating func tell(_ event: GossipSchedule.Event) -> [String] {
        names(schedule.handle(event, at: now, using: &generator))
    }

    /// Sleeps as a driver would and returns who is dialled when, in seconds since the start.
    mutating func run(for duration: Duration) -> [Dial] {
        let end = now + duration
        var dials: [Dial] = []
        while let wake = schedule.nextWake, wake <= end {
            now = max(now, wake)
            let dialled = tell(.woke)
            // A driver that sleeps until nextWake must find work then, or it would spin.
            #expect(!dialled.isEmpty)
            guard !dialled.isEmpty else { break }
            dials += dialled.map { Dial(peer: $0, time: now.sinceZero) }
        }
        now = end
        return dials
    }

    private func names(_ actions: [GossipSchedule.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .dial(let peer): peer
            }
        }
    }
}

struct Dial: Equatable {
    let peer: String
    let time: Duration
}

@Suite struct GossipScheduleTests {
    @Test func `each peer is dialled once at start, in the order of the configuration`() {
        var story = ScheduleStory(peers: ["b", "c"])
        #expect(story.schedule.nextWake == nil)
        #expect(story.tell(.started) == ["b", "c"])
        #expect(story.run(for: .seconds(600)) == [])
    }

    @Test func `who joins is dialled at once, and who leaves no more`() {
        var story = ScheduleStory(peers: ["b"])
        #expect(story.tell(.joined(peer: "c")) == [], "nobody is before the start")
        #expect(story.tell(.started) == ["b", "c"])
        #expect(story.tell(.joined(peer: "d")) == ["d"])
        #expect(story.tell(.joined(peer: "d")) == [], "it is there already")
        #expect(story.tell(.left(peer: "c")) == [])
        for peer in ["b", "c", "d"] { story.tell(.outgoingEnded(peer: peer, succeeded: true)) }
        let dials = story.run(for: .seconds(70))
        #expect(Set(dials.map(\.peer)) == ["b", "d"])
        #expect(story.tell(.changed(peers: ["c"])) == [])
        #expect(story.tell(.demanded(peer: "c")) == [])
    }

    @Test func `a shorter interval holds for the session that is waited for, too`() {
        var story = ScheduleStory(peers: ["b"], timing: .init(interval: .seconds(86_400)))
        story.tell(.started)
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        story.tell(.paced(interval: .seconds(10)))
        let dials = story.run(for: .seconds(11))
        #expect(dials.count == 1 && dials.allSatisfy { $0.time >= .seconds(9) })
    }

    @Test func `after a session the next one follows by interval, within a tenth of it`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        var lengths: Set<Duration> = []
        for _ in 0..<50 {
            let ended = story.now
            story.tell(.outgoingEnded(peer: "b", succeeded: true))
            let dials = story.run(for: .seconds(70))
            #expect(dials.count == 1)
            let length = dials[0].time - ended.sinceZero
            #expect(length >= .seconds(54) && length <= .seconds(66))
            lengths.insert(length)
        }
        // Nodes that started together do not stay in step.
        #expect(lengths.count > 40)
    }

    @Test func `a change is told within a second, and a burst of changes by one session`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        _ = story.run(for: .seconds(10))
        let changed = story.now
        for _ in 0..<5 {
            #expect(story.tell(.changed(peers: ["b"])) == [])
            #expect(story.run(for: .milliseconds(10)) == [])
        }
        let dials = story.run(for: .seconds(5))
        #expect(dials.count == 1)
        #expect(dials[0].time - changed.sinceZero <= .seconds(1))
    }

    @Test func `changes without end lead to one session a second`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        var dials: [Dial] = []
        for _ in 0..<100 {
            story.tell(.changed(peers: ["b"]))
            let new = story.run(for: .milliseconds(100))
            if !new.isEmpty { story.tell(.outgoingEnded(peer: "b", succeeded: true)) }
            dials += new
        }
        #expect((8...10).contains(dials.count))
        for (earlier, later) in zip(dials, dials.dropFirst()) {
            #expect(later.time - earlier.time >= .seconds(1))
        }
    }

    @Test func `a change during a session leads to another after it`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        _ = story.run(for: .milliseconds(200))
        story.tell(.changed(peers: ["b"]))
        #expect(story.run(for: .seconds(20)) == [])
        #expect(story.tell(.outgoingEnded(peer: "b", succeeded: true)) == [])
        // A session of 20 seconds is followed by a rest as long: catching up is not all sessions.
        let dials = story.run(for: .seconds(30))
        #expect(dials.map(\.peer) == ["b"])
        #expect(dials[0].time <= .milliseconds(40_400))
    }

    @Test func `a change concerns only the peers of its profile`() {
        var story = ScheduleStory(peers: ["b", "c"])
        story.tell(.started)
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        story.tell(.outgoingEnded(peer: "c", succeeded: true))
        story.tell(.changed(peers: ["c", "unknown"]))
        #expect(story.run(for: .seconds(5)).map(\.peer) == ["c"])
    }

    @Test func `a peer that refuses is retried with delays that double up to the interval`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        var delays: [Double] = []
        for _ in 0..<9 {
            let ended = story.now
            story.tell(.outgoingEnded(peer: "b", succeeded: false))
            let dials = story.run(for: .seconds(70))
            guard let first = dials.first else {
                Issue.record("a peer that refused is dialled again")
                return
            }
            story.now = Instant(sinceZero: first.time)
            delays.append((first.time - ended.sinceZero) / .seconds(1))
        }
        let doubling: [Double] = [1, 2, 4, 8, 16, 32, 60, 60, 60]
        for (delay, expected) in zip(delays, doubling) {
            #expect(abs(delay - expected) <= 0.1 * expected + 0.001)
        }
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        _ = story.run(for: .seconds(70))
        let ended = story.now
        story.tell(.outgoingEnded(peer: "b", succeeded: false))
        let again = story.run(for: .seconds(3))
        #expect(again.count == 1 && again[0].time - ended.sinceZero <= .milliseconds(1_100))
    }

    @Test func `a change does not hurry a peer that refuses`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        for _ in 0..<5 {
            story.tell(.outgoingEnded(peer: "b", succeeded: false))
            let dials = story.run(for: .seconds(40))
            story.now = Instant(sinceZero: dials[0].time)
        }
        story.tell(.outgoingEnded(peer: "b", succeeded: false))
        story.tell(.changed(peers: ["b"]))
        #expect(story.run(for: .seconds(25)) == [])
    }

    @Test func `a session that the peer dials after a change tells it of the change`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        _ = story.run(for: .seconds(5))
        story.tell(.changed(peers: ["b"]))
        story.tell(.incomingBegan(peer: "b"))
        story.tell(.incomingEnded(peer: "b", succeeded: true))
        #expect(story.run(for: .seconds(20)) == [])
    }

    @Test func `a session that the peer dialled before a change, or that broke, tells nothing`() {
        var story = ScheduleStory(peers: ["b", "c"])
        story.tell(.started)
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        story.tell(.outgoingEnded(peer: "c", succeeded: true))
        _ = story.run(for: .seconds(5))
        story.tell(.incomingBegan(peer: "b"))
        story.tell(.incomingBegan(peer: "c"))
        story.now = story.now + .milliseconds(10)
        story.tell(.changed(peers: ["b"]))
        story.tell(.incomingEnded(peer: "b", succeeded: true))
        story.tell(.incomingEnded(peer: "c", succeeded: true))
        #expect(story.run(for: .seconds(5)).map(\.peer) == ["b"])
        story.tell(.outgoingEnded(peer: "b", succeeded: true))
        story.tell(.changed(peers: ["c"]))
        story.tell(.incomingBegan(peer: "c"))
        story.tell(.incomingEnded(peer: "c", succeeded: false))
        #expect(story.run(for: .seconds(5)).map(\.peer) == ["c"])
    }

    @Test func `a peer that refused and then dials us is told of the next change at once`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        for _ in 0..<6 {
            story.tell(.outgoingEnded(peer: "b", succeeded: false))
            story.now = Instant(sinceZero: story.run(for: .seconds(70))[0].time)
        }
        story.tell(.outgoingEnded(peer: "b", succeeded: false))
        story.tell(.incomingBegan(peer: "b"))
        story.tell(.incomingEnded(peer: "b", succeeded: true))
        story.tell(.changed(peers: ["b"]))
        #expect(story.run(for: .seconds(2)).count == 1)
    }

    @Test func `a demand is met at once, or as soon as the running session has ended`() {
        var story = ScheduleStory(peers: ["b"])
        story.tell(.started)
        #expect(story.tell(.demanded(peer: "b")) == [])
        #expect(story.run(for: .seconds(100)) == [])
        #expect(story.tell(.outgoingEnded(peer: "b", succeeded: false)) == ["b"])
        #expect(story.tell(.outgoingEnded(peer: "b", succeeded: true)) == [])
        #expect(story.tell(.demanded(peer: "b")) == ["b"])
    }
}
