import SetReconciliation
import Testing

@Suite struct ReconSessionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let requesterOnly: Int
        let responderOnly: Int
        var testDescription: String { "\(requesterOnly) + \(responderOnly)" }
    }

    static let cases = [0, 1, 5, 6, 100, 1_000].flatMap { count in
        [
            Case(requesterOnly: count, responderOnly: 0),
            Case(requesterOnly: 0, responderOnly: count),
            Case(requesterOnly: count / 2, responderOnly: count - count / 2),
        ]
    }

    @Test(arguments: cases)
    func `one session finds all differences of sets of ten thousand`(_ example: Case) throws {
        var generator = SplitMix64(seed: testSeed())
        let all = randomElements(
            10_000 + example.requesterOnly + example.responderOnly, using: &generator)
        let requesterOnly = all[10_000...].prefix(example.requesterOnly)
        let responderOnly = all[10_000...].dropFirst(example.requesterOnly)
        var loopback = try ReconLoopback(
            requesterElements: all[..<10_000] + requesterOnly,
            responderElements: all[..<10_000] + responderOnly)
        try loopback.run()
        #expect(loopback.requester.session.missing == Set(responderOnly))
        #expect(loopback.responder.session.missing == Set(requesterOnly))
        let requester = loopback.requester.session.counters
        let responder = loopback.responder.session.counters
        #expect(requester.sent == responder.received)
        #expect(requester.received == responder.sent)
        #expect(requester.elementsSent == responder.elementsReceived)
        #expect(requester.sent[.done] == 1)
    }

    @Test(arguments: [(0, 0), (0, 40), (40, 0), (0, 400), (400, 0), (3, 700), (700, 3), (60, 70)])
    func `disjoint sets of very different sizes are exchanged whole`(
        requesterCount: Int, responderCount: Int
    ) throws {
        var generator = SplitMix64(seed: testSeed())
        let all = randomElements(requesterCount + responderCount, using: &generator)
        var loopback = try ReconLoopback(
            requesterElements: Array(all.prefix(requesterCount)),
            responderElements: Array(all.dropFirst(requesterCount)))
        try loopback.run()
        #expect(loopback.requester.session.missing == Set(all.dropFirst(requesterCount)))
        #expect(loopback.responder.session.missing == Set(all.prefix(requesterCount)))
    }

    @Test func `random sets of random sizes are reconciled`() throws {
        var generator = SplitMix64(seed: testSeed())
        for _ in 0..<150 {
            let sizes = (0..<3).map { _ in
                let limit = [3, 30, 600].randomElement(using: &generator) ?? 0
                return Int.random(in: 0...limit, using: &generator)
            }
            let all = randomElements(sizes.reduce(0, +), using: &generator)
            let common = all.prefix(sizes[0])
            let requesterOnly = all.dropFirst(sizes[0]).prefix(sizes[1])
            let responderOnly = all.dropFirst(sizes[0] + sizes[1])
            var loopback = try ReconLoopback(
                requesterElements: common + requesterOnly,
                responderElements: common + responderOnly)
            try loopback.run()
            #expect(loopback.requester.session.missing == Set(responderOnly), "sizes \(sizes)")
            #expect(loopback.responder.session.missing == Set(requesterOnly), "sizes \(sizes)")
        }
    }

    @Test func `no more requests are outstanding than the budget allows`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(20_000, using: &generator)
        let set = try ElementSet(elements)
        var session = ReconRequester(
            budget: ReconBudget(maximumOutstandingRequests: 100))
        var outstanding: [ReconMessage] = []
        var most = 0
        var flushes = 0
        var actions = session.start()[...]
        while true {
            guard let action = actions.popFirst() else {
                // The requester waits, so a reply comes: no polynomial is ever solved.
                guard !outstanding.isEmpty else { break }
                let request = outstanding.removeFirst()
                let reply: ReconMessage =
                    request.type == .requestPoly ? .syncFail : .elements([])
                actions = try session.received(reply)[...]
                continue
            }
            switch action {
            case .load(let prefix): actions += try session.loaded(set.answer(for: prefix))
            case .send(.flush): flushes += 1
            case .send(.done): #expect(outstanding.isEmpty)
            case .send(let request):
                outstanding.append(request)
                most = max(most, outstanding.count)
            case .flush, .finished: break
            }
        }
        #expect(session.isFinished)
        #expect(most == 100)
        // Root, and the 4, 16, 64 and 256 nodes below it, in windows of a hundred.
        #expect((6...12).contains(flushes), "\(flushes) flushes")
    }

    @Test func `a requester stops asking when it misses enough, and says Done`() throws {
        var generator = SplitMix64(seed: testSeed())
        let common = randomElements(1_000, using: &generator)
        let theirs = randomElements(3_000, using: &generator)
        var loopback = try ReconLoopback(
            requesterElements: common, responderElements: common + theirs,
            requesterBudget: ReconBudget(maximumMissing: 500))
        try loopback.run()
        let missing = loopback.requester.session.missing
        #expect(missing.count == 500)
        #expect(missing.isSubset(of: Set(theirs)))
        #expect(loopback.transcript.last == "requester: Done")
    }

    @Test func `a responder remembers no more than its budget and goes on answering`() throws {
        var generator = SplitMix64(seed: testSeed())
        let common = randomElements(1_000, using: &generator)
        let (ours, theirs) = (
            randomElements(300, using: &generator), randomElements(300, using: &generator)
        )
        var loopback = try ReconLoopback(
            requesterElements: common + ours, responderElements: common + theirs,
            responderBudget: ReconBudget(maximumMissing: 20))
        try loopback.run()
        #expect(loopback.responder.session.missing.count == 20)
        #expect(loopback.requester.session.missing == Set(theirs))
    }

    @Test func `what is offered to a peer that lacks everything is bounded`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(4_000, using: &generator)
        let budget = ReconBudget(maximumOffered: 700)
        var offering = try ReconLoopback(
            requesterElements: elements, responderElements: [], requesterBudget: budget)
        try offering.run()
        #expect(offering.responder.session.missing == Set(elements.sorted().prefix(700)))
        var replying = try ReconLoopback(
            requesterElements: [], responderElements: elements, responderBudget: budget)
        try replying.run()
        #expect(replying.requester.session.missing == Set(elements.sorted().prefix(700)))
    }

    @Test func `a responder ends a session that costs too much, keeping what it found`() throws {
        var generator = SplitMix64(seed: testSeed())
        let common = randomElements(2_000, using: &generator)
        let ours = randomElements(300, using: &generator)
        for budget in [ReconBudget(maximumSolves: 3), ReconBudget(maximumMessages: 10)] {
            var loopback = try ReconLoopback(
                requesterElements: common + ours, responderElements: common,
                responderBudget: budget)
            let error = #expect(throws: ReconError.self) { try loopback.run() }
            guard case .budgetExceeded = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(loopback.responder.session.missing.isSubset(of: Set(ours)))
        }
    }

    @Test func `a requester refuses what is not a reply`() throws {
        let wrong: [ReconMessage] = [
            .requestPoly(prefix: .root, size: 0, samples: .empty),
            .requestFull(prefix: .root, elements: []), .done, .flush, .syncFail,
            .databaseRequest(""), .databaseReply(""), .config([]),
        ]
        for message in wrong {
            var session = ReconRequester()
            _ = session.start()
            // The root is a leaf here, whose request cannot be answered by SyncFail.
            _ = try session.loaded(emptyRoot)
            #expect(throws: ReconError.self, "\(message)") { try session.received(message) }
        }
        var session = ReconRequester()
        _ = session.start()
        _ = try session.loaded(emptyRoot)
        #expect(throws: ReconError.peerReported("no")) { try session.received(.error("no")) }
    }

    private var emptyRoot: PrefixTreeAnswer {
        PrefixTreeAnswer(prefix: .root, count: 0, samples: .empty, isLeaf: true, elements: [])
    }

    @Test func `a reply without a request is refused`() throws {
        var session = ReconRequester()
        _ = session.start()
        _ = try session.loaded(emptyRoot)
        let actions = try session.received(.elements([]))
        #expect(actions == [.send(.done), .flush, .finished])
        #expect(throws: ReconError.unexpectedMessage(.elements, expected: "nothing")) {
            try session.received(.elements([]))
        }
    }

    @Test func `a responder refuses what is not a request`() throws {
        let wrong: [ReconMessage] = [
            .fullElements([]), .syncFail, .databaseRequest(""), .databaseReply(""), .config([]),
            .error("no"),
        ]
        for message in wrong {
            var session = ReconResponder(seed: 1)
            _ = session.start()
            #expect(throws: ReconError.self, "\(message)") { try session.received(message) }
        }
        var session = ReconResponder(seed: 1)
        _ = session.start()
        #expect(try session.received(.done) == [.finished])
        #expect(throws: ReconError.unexpectedMessage(.flush, expected: "nothing")) {
            try session.received(.flush)
        }
    }

    @Test func `elements outside the prefix asked for are kept as hints`() throws {
        var generator = SplitMix64(seed: testSeed())
        let loopback = try ReconLoopback(
            requesterElements: randomElements(600, using: &generator), responderElements: [])
        let foreign = Element(high: .max, low: 7)
        var session = loopback.requester.session
        _ = session.start()
        _ = try session.loaded(loopback.requester.set.answer(for: .root))
        let actions = try session.received(.syncFail)
        #expect(actions == [.load(Prefix.root.child(0, bitquantum: 2))])
        var rest = actions[...]
        while case .load(let prefix) = rest.last {
            rest = try session.loaded(loopback.requester.set.answer(for: prefix))[...]
        }
        rest = try session.received(.fullElements([foreign]))[...]
        while case .load(let prefix) = rest.last {
            rest = try session.loaded(loopback.requester.set.answer(for: prefix))[...]
        }
        #expect(session.missing == [foreign])
    }
}
