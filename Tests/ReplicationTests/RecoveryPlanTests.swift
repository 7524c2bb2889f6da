import SetReconciliation
import Testing

@testable import Replication

/// A plan with a virtual clock.
struct RecoveryStory {
    var plan: RecoveryPlan
    var now = Instant.zero

    init(_ change: (inout RecoveryLimits) -> Void = { _ in }) {
        var limits = RecoveryLimits()
        change(&limits)
        plan = RecoveryPlan(limits: limits)
    }

    mutating func begin() -> [Fetch] { plan.begin(at: now) }

    /// Ends a fetch whose peer gave the digests of `held`, and says of `useless` why they are.
    @discardableResult
    mutating func end(
        _ fetch: Fetch, held: [Element], useless: [Element: String] = [:],
        ending: FetchEnding = .complete
    ) -> RecoveryOutcome {
        let received =
            held.map { ReceivedKey(digest: $0, fate: .held) }
            + useless.map { ReceivedKey(digest: $0, fate: .useless(reason: $1)) }
        return plan.ended(fetch, received: received, ending: ending, at: now)
    }

    /// Sleeps as a driver would until there is something to fetch.
    mutating func wait() -> [Fetch] {
        for _ in 0..<100 {
            let begun = begin()
            if !begun.isEmpty { return begun }
            guard let wake = plan.nextWake(after: now) else { return [] }
            #expect(wake > now)
            now = wake
        }
        return []
    }
}

@Suite struct RecoveryPlanTests {
    private func digests(_ range: Range<UInt64>) -> [Element] {
        range.map { Element(high: $0 << 32, low: 7) }
    }

    @Test func `what was wanted of a peer that left is wanted of the others that offered it`() {
        var story = RecoveryStory()
        let digests = digests(0..<20)
        _ = story.plan.offer(digests, from: "b")
        let fetches = story.begin()
        #expect(fetches.map(\.peer) == ["b"])
        _ = story.plan.offer(digests[..<5], from: "c")
        #expect(story.begin() == [], "they are being fetched from b")
        story.plan.forget("b")
        #expect(story.plan.wanted(from: "b") == 0 && story.plan.isSettled("b", at: story.now))
        let outcome = story.end(fetches[0], held: [digests[0]], ending: .unavailable)
        #expect(outcome == RecoveryOutcome())
        #expect(story.begin().map(\.digests) == [Array(digests[1..<5])])
        #expect(story.plan.wanted(from: "b") == 0, "nothing is queued again")
    }

    @Test func `wanted digests are asked for in bundles of a hundred, two at a time`() {
        var story = RecoveryStory()
        let offered = digests(1..<251)
        #expect(story.plan.offer(offered, from: "b") == 0)
        let first = story.begin()
        #expect(first.map(\.digests.count) == [100, 100])
        #expect(first.flatMap(\.digests) == Array(offered.prefix(200)))
        #expect(story.begin() == [])
        #expect(story.plan.nextWake(after: story.now) == nil)
        story.end(first[0], held: first[0].digests)
        let last = story.begin()
        #expect(last.map(\.digests) == [Array(offered.suffix(50))])
        story.end(first[1], held: first[1].digests)
        #expect(!story.plan.isSettled("b", at: story.now))
        story.end(last[0], held: last[0].digests)
        #expect(story.plan.isSettled("b", at: story.now))
        #expect(story.plan.wanted(from: "b") == 0)
        #expect(story.begin() == [])
    }

    @Test func `bundles grow while answers are quick, and shrink when one is slow`() {
        var story = RecoveryStory()
        _ = story.plan.offer(digests(1..<20_001), from: "b")
        /// Ends all fetches after so long; how large those are that follow.
        func sizes(after duration: Duration, ending: FetchEnding = .complete) -> [Int] {
            let running = story.begin()
            story.now = story.now + duration
            for fetch in running { story.end(fetch, held: fetch.digests, ending: ending) }
            let next = story.wait()
            for fetch in next { story.end(fetch, held: [], ending: .deferred(until: story.now)) }
            return next.map(\.digests.count)
        }
        #expect(sizes(after: .milliseconds(100)) == [200, 200])
        #expect(sizes(after: .milliseconds(100)) == [400, 400])
        #expect(sizes(after: .seconds(5)) == [400, 400])
        #expect(sizes(after: .milliseconds(100)) == [800, 800])
        #expect(sizes(after: .milliseconds(100)) == [800, 800], "no more than the limit")
        #expect(sizes(after: .seconds(11)) == [200, 200], "both were slow")
        #expect(sizes(after: .seconds(1), ending: .unavailable) == [100], "a probe")
    }

    @Test func `a digest that two peers offer is never asked of both at once`() {
        var story = RecoveryStory()
        let offered = digests(1..<31)
        _ = story.plan.offer(offered, from: "b")
        _ = story.plan.offer(offered, from: "c")
        let fetches = story.begin()
        #expect(fetches.map(\.peer) == ["b"])
        story.end(fetches[0], held: Array(offered.prefix(20)))
        // What b did not give is asked of c at once, and what it gave of nobody.
        let second = story.begin()
        #expect(second.map(\.peer) == ["c"])
        #expect(second.map(\.digests) == [Array(offered.suffix(10))])
        story.end(second[0], held: second[0].digests)
        #expect(story.plan.wanted(from: "b") == 0)
        #expect(story.plan.wanted(from: "c") == 0)
        #expect(story.wait() == [])
    }

    @Test func `peers take turns, so that none waits for another's backlog`() {
        var story = RecoveryStory()
        _ = story.plan.offer(digests(1..<1_001), from: "b")
        _ = story.plan.offer(digests(5_001..<5_101), from: "c")
        _ = story.plan.offer(digests(6_001..<7_001), from: "d")
        #expect(story.begin().map(\.peer) == ["b", "c", "d", "b"])
    }

    @Test func `after a broken bundle its digests are asked for singly, and a bad one is found`() {
        var story = RecoveryStory { $0.tries = 3 }
        let offered = digests(1..<11)
        let poison = offered[6]
        _ = story.plan.offer(offered, from: "b")
        let bundle = story.begin()[0]
        // Two keys were complete before the cut.
        story.end(bundle, held: Array(offered.prefix(2)), ending: .broken)
        #expect(story.plan.wanted(from: "b") == 8)
        #expect(story.begin() == [])
        var given: [Element] = []
        var poisoned = 0
        while true {
            let fetches = story.wait()
            guard !fetches.isEmpty else { break }
            for fetch in fetches {
                #expect(fetch.digests.count == 1)
                if fetch.digests == [poison] {
                    poisoned += 1
                    story.end(fetch, held: [], ending: .broken)
                } else {
                    given += fetch.digests
                    story.end(fetch, held: fetch.digests)
                }
            }
        }
        #expect(Set(given) == Set(offered.dropFirst(2)).subtracting([poison]))
        #expect(poisoned == 3)
        #expect(story.plan.wanted(from: "b") == 0)
        // Until it is offered again.
        _ = story.plan.offer([poison], from: "b")
        #expect(story.wait().map(\.digests) == [[poison]])
    }

    @Test func `a digest that the peer does not give is retried with growing delays, then left`() {
        var story = RecoveryStory()
        let offered = digests(1..<4)
        _ = story.plan.offer(offered, from: "b")
        var times: [Double] = []
        var givenUp = 0
        while let fetch = story.wait().first {
            times.append(story.now.sinceZero / .seconds(1))
            let held = times.count == 1 ? Array(offered.prefix(2)) : []
            #expect(fetch.digests == (times.count == 1 ? offered : [offered[2]]))
            let outcome = story.end(fetch, held: held)
            #expect(outcome.useless == [])
            givenUp += outcome.givenUp
            #expect(story.plan.isSettled("b", at: story.now))
        }
        let expected: [Double] = [0, 1, 3, 7, 15]
        #expect(times == expected)
        #expect(givenUp == 1)
        #expect(story.plan.wanted(from: "b") == 0)
    }

    @Test func `a peer that is away is asked again later, without blaming its digests`() {
        var story = RecoveryStory()
        let offered = digests(1..<151)
        _ = story.plan.offer(offered, from: "b")
        var fetches = story.begin()
        #expect(fetches.count == 2)
        for fetch in fetches { story.end(fetch, held: [], ending: .unavailable) }
        #expect(story.plan.isSettled("b", at: story.now))
        for _ in 0..<10 {
            fetches = story.wait()
            #expect(fetches.map(\.digests.count) == [100])
            story.end(fetches[0], held: [], ending: .unavailable)
        }
        #expect(story.now.sinceZero > .seconds(120) && story.now.sinceZero < .seconds(600))
        #expect(story.plan.wanted(from: "b") == 150)
        fetches = story.wait()
        story.end(fetches[0], held: fetches[0].digests)
        fetches = story.begin()
        story.end(fetches[0], held: fetches[0].digests)
        #expect(story.plan.wanted(from: "b") == 0)
    }

    @Test func `a failing peer does not hold up another`() {
        var story = RecoveryStory()
        _ = story.plan.offer(digests(1..<11), from: "b")
        let failed = story.begin()[0]
        story.end(failed, held: [], ending: .unavailable)
        _ = story.plan.offer(digests(1..<11), from: "c")
        #expect(story.begin().map(\.peer) == ["c"])
    }

    @Test func `a key that became another by merging is useless, whoever offers it`() {
        var story = RecoveryStory()
        let offered = digests(1..<4)
        _ = story.plan.offer(offered, from: "b")
        _ = story.plan.offer(offered, from: "c")
        let fetch = story.begin()[0]
        let outcome = story.end(
            fetch, held: [offered[0]], useless: [offered[1]: "merged", offered[2]: "refused"])
        #expect(outcome.useless.count == 4)
        for (digest, reason) in [(offered[1], "merged"), (offered[2], "refused")] {
            for peer in ["b", "c"] {
                #expect(
                    outcome.useless.contains(.init(peer: peer, digest: digest, reason: reason)))
            }
        }
        #expect(story.wait() == [])
    }

    @Test func `a key that was not asked for satisfies no request`() {
        var story = RecoveryStory()
        let offered = digests(1..<3)
        let other = digests(9..<10)[0]
        _ = story.plan.offer(offered, from: "b")
        let fetch = story.begin()[0]
        let outcome = story.end(fetch, held: [offered[0], other])
        #expect(outcome.unasked == 1)
        #expect(story.plan.wanted(from: "b") == 1)
        // Something came in the place of what is missing: which digest is it? Asked for alone.
        #expect(story.begin().map(\.digests) == [[offered[1]]])
    }

    @Test func `an unreadable key in a bundle is found by asking singly, and remembered`() {
        var story = RecoveryStory { $0.tries = 2 }
        let offered = digests(1..<5)
        _ = story.plan.offer(offered, from: "b")
        let unreadable = ReceivedKey(digest: nil, fate: .useless(reason: "packet 1: cut"))
        let bundle = story.begin()[0]
        let first = story.plan.ended(
            bundle,
            received: offered.dropFirst().map { ReceivedKey(digest: $0, fate: .held) }
                + [unreadable], ending: .complete, at: story.now)
        #expect(
            first
                == {
                    var outcome = RecoveryOutcome(); outcome.unasked = 1; return outcome
                }())
        var useless: [RecoveryOutcome.Useless] = []
        for _ in 0..<2 {
            let fetch = story.wait()[0]
            #expect(fetch.digests == [offered[0]])
            useless +=
                story.plan.ended(
                    fetch, received: [unreadable], ending: .complete, at: story.now
                ).useless
        }
        #expect(useless == [.init(peer: "b", digest: offered[0], reason: "packet 1: cut")])
        #expect(story.wait() == [])
    }

    @Test func `what arrives while our set is looked at is not wanted any more`() {
        var story = RecoveryStory()
        _ = story.plan.offer(digests(1..<5), from: "b")
        let fetch = story.begin()[0]
        story.plan.lookupBegan()
        story.end(fetch, held: digests(1..<4), useless: [digests(4..<5)[0]: "refused"])
        // A lookup that began before the commit still says that they are missing.
        _ = story.plan.offer(digests(1..<7), from: "b")
        story.plan.lookupEnded()
        #expect(story.begin().map(\.digests) == [digests(5..<7)])
        _ = story.plan.offer(digests(1..<3), from: "c")
        #expect(story.begin().map(\.digests) == [digests(1..<3)])
    }

    @Test func `what a peer can make us remember is bounded`() {
        var story = RecoveryStory { $0.wantedPerPeer = 100 }
        #expect(story.plan.offer(digests(1..<151), from: "b") == 50)
        #expect(story.plan.offer(digests(1..<101), from: "b") == 0)
        #expect(story.plan.wanted(from: "b") == 100)
        #expect(story.plan.offer(digests(1..<101), from: "c") == 0)
    }

    @Test func `a fetch that has ended cannot end again`() {
        var story = RecoveryStory()
        _ = story.plan.offer(digests(1..<3), from: "b")
        let fetch = story.begin()[0]
        story.end(fetch, held: fetch.digests)
        let again = story.end(fetch, held: [], ending: .broken)
        #expect(again == RecoveryOutcome())
        #expect(story.begin() == [])
    }

    /// Random peers that fail in all ways: whatever happens, no digest is in flight twice, the plan
    /// comes to rest, and what any peer gives arrives once.
    @Test(arguments: 0..<50)
    func `the plan comes to rest whatever peers do`(round: Int) {
        var generator = SeededGenerator()
        for _ in 0...round { _ = generator.next() }
        var story = RecoveryStory { $0.bundle = 7 }
        let all = digests(1..<120)
        let bad = Set(all.filter { _ in Int.random(in: 0..<10, using: &generator) == 0 })
        for peer in ["a", "b", "c"] {
            let part = all.filter { _ in Bool.random(using: &generator) }
            _ = story.plan.offer(part, from: peer)
        }
        var running: [Fetch] = []
        var given: Set<Element> = []
        for _ in 0..<5_000 {
            running += running.isEmpty ? story.wait() : story.begin()
            let inFlight = running.flatMap(\.digests)
            #expect(Set(inFlight).count == inFlight.count)
            guard !running.isEmpty else { break }
            let fetch = running.remove(at: Int.random(in: 0..<running.count, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: story.end(fetch, held: [], ending: .unavailable)
            case 1:
                let part = fetch.digests.prefix { !bad.contains($0) }
                given.formUnion(part)
                story.end(fetch, held: Array(part), ending: .broken)
            default:
                if fetch.digests.contains(where: bad.contains) {
                    story.end(fetch, held: [], ending: .broken)
                } else {
                    #expect(given.isDisjoint(with: fetch.digests))
                    given.formUnion(fetch.digests)
                    story.end(fetch, held: fetch.digests)
                }
            }
        }
        #expect(running.isEmpty)
        #expect(["a", "b", "c"].allSatisfy { story.plan.wanted(from: $0) == 0 })
        #expect(given.isDisjoint(with: bad))
    }

    @Test func `a peer in debt is left alone until then, and nothing that it offered is lost`() {
        var story = RecoveryStory()
        let offered = digests(1..<251)
        _ = story.plan.offer(offered, from: "b")
        let first = story.begin()
        let until = story.now + .seconds(100)
        let taken = Array(first[0].digests.prefix(30))
        story.end(first[0], held: taken, ending: .deferred(until: until))
        // The other fetch was under way and ends well: that does not lift the deferral.
        story.end(first[1], held: first[1].digests)
        #expect(story.begin() == [])
        #expect(story.plan.isSettled("b", at: story.now))
        #expect(story.plan.wanted(from: "b") == 120)
        #expect(story.plan.nextWake(after: story.now) == until)
        let again = story.wait()
        #expect(story.now == until)
        // No failure: in bundles, as before.
        #expect(again.map(\.digests.count) == [120])
        for fetch in again { story.end(fetch, held: fetch.digests) }
        #expect(story.plan.wanted(from: "b") == 0)
    }

    @Test func `a deferral holds for one peer only, and others give what it offered`() {
        var story = RecoveryStory()
        let offered = digests(1..<31)
        _ = story.plan.offer(offered, from: "b")
        _ = story.plan.offer(offered, from: "c")
        let fetches = story.begin()
        #expect(fetches.map(\.peer) == ["b"])
        story.end(fetches[0], held: [], ending: .deferred(until: story.now + .seconds(3600)))
        let second = story.begin()
        #expect(second.map(\.peer) == ["c"])
        #expect(second.map(\.digests) == [offered])
        story.end(second[0], held: offered)
        #expect(story.plan.wanted(from: "b") == 0)
    }
}
