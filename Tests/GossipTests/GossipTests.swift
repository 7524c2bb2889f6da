import Gossip
import NIOCore
import Node
import NodeService
import Telemetry
import Testing

@Suite struct GossipTests {
    private func equal(_ nodes: TestNode..., count: Int) async throws {
        try await eventually("\(nodes.count) nodes hold the same \(count) keys") {
            let roots = try await nodes.mapAsync { try await $0.root }
            return try await nodes[0].count == count && Set(roots).count == 1
        }
    }

    @Test func `two nodes that each hold keys of their own come to hold the same`() async throws {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<120)
        try await b.load(80..<150)
        try await running(a.gossip(with: [b.peer()]), b.gossip(with: [a.peer()])) {
            try await equal(a, b, count: 150)
            try await eventually("b has fetched what it lacked") {
                try await b.status(of: "a")?.fetched == 80
            }
            let status = try #require(try await b.status(of: "a"))
            #expect(status.wanted == 0 && status.useless == 0)
            #expect(status.http == "http://\(a.host):\(a.server.port)")
        }
        #expect(a.refusals.all == [:] && b.refusals.all == [:])
        try await expectMetrics(of: b, with: "a", fetched: 80)
        // Nothing was fetched twice.
        let asked = a.server.requests.flatMap { $0 }
        #expect(asked.count == 80 && Set(asked).count == 80)
        // And from the address that recon is dialled from.
        #expect(a.server.sources == [b.host] && b.server.sources == [a.host])
        try await a.remove()
        try await b.remove()
    }

    private func expectMetrics(of node: TestNode, with peer: String, fetched: Int) async throws {
        // A session and a fetch are counted when they end, which may be after their keys are here.
        try await eventually("the end of a session and of a fetch") {
            let families = try await node.node.metrics()
            return total(families, peer, "claviger_recon_sessions_total", ["result": "success"]) > 0
                && total(families, peer, "claviger_recon_fetches_total", ["result": "complete"]) > 0
        }
        let families = try await node.node.metrics()
        func sum(_ name: String, _ labels: [String: String] = [:]) -> Double {
            total(families, peer, name, labels)
        }
        let sessions = sum("claviger_recon_sessions_total", ["result": "success"])
        #expect(sum("claviger_recon_session_seconds") >= sessions)
        // Who dials first is not known, and the other may have no reason to dial.
        for direction in ["incoming", "outgoing"] {
            let labels = ["direction": direction]
            guard sum("claviger_recon_session_seconds", labels) > 0 else { continue }
            #expect(sum("claviger_recon_sent_bytes_total", labels) > 0)
            #expect(sum("claviger_recon_received_bytes_total", labels) > 0)
        }
        #expect(sum("claviger_recon_differences_total") >= Double(fetched))
        #expect(
            sum("claviger_recon_fetched_keys_total", ["outcome": "inserted"]) == Double(fetched))
        #expect(sum("claviger_recon_fetched_keys_total") == Double(fetched))
        #expect(sum("claviger_recon_fetched_bytes_total") > Double(fetched))
        #expect(sum("claviger_recon_fetches_total", ["result": "complete"]) >= 1)
        #expect(sum("claviger_recon_wanted_digests") == 0)
        #expect(sum("claviger_recon_lag_seconds") >= 0)
        #expect(sum("claviger_recon_lag_seconds") < 10)
        #expect(sum("claviger_submitted_keys_total") == 0, "that one has no peers")
    }

    /// What a metric comes to over all samples of a peer with these labels; of a histogram, how many.
    private func total(
        _ families: [MetricFamily], _ peer: String, _ name: String, _ labels: [String: String]
    ) -> Double {
        let samples = families.filter { $0.name == name }.flatMap(\.samples)
        return samples.filter { sample in
            labels.merging(["peer": peer]) { $1 }.allSatisfy { sample.labels[$0] == $1 }
        }.compactMap { $0.value ?? $0.distribution.map { Double($0.count) } }.reduce(0, +)
    }

    @Test func `peers on IPv6 come to hold the same`() async throws {
        let (a, b) = (
            try await TestNode.make("a", host: "::1"), try await TestNode.make("b", host: "::1")
        )
        try await a.load(0..<40)
        try await b.load(20..<60)
        try await running(a.gossip(with: [b.peer()]), b.gossip(with: [a.peer()])) {
            try await equal(a, b, count: 60)
        }
        #expect(a.refusals.all == [:] && b.refusals.all == [:])
        #expect(a.server.sources == ["::1"] && b.server.sources == ["::1"])
        try await a.remove()
        try await b.remove()
    }

    @Test func `keys reach a node that knows only a peer of their origin`() async throws {
        let (a, b, c) = (
            try await TestNode.make("a"), try await TestNode.make("b"), try await TestNode.make("c")
        )
        try await a.load(0..<40)
        try await c.load(30..<60)
        try await running(
            a.gossip(with: [b.peer()]), b.gossip(with: [a.peer(), c.peer()]),
            c.gossip(with: [b.peer()])
        ) {
            try await equal(a, b, c, count: 60)
            // Then a single change, from one end to the other, within two seconds: a second a hop.
            let key = TestKey.bytes(1_000)
            let began = ContinuousClock.now
            try await a.load([key])
            try await eventually("the new key is at c") { try await c.holds(key) }
            #expect(ContinuousClock.now - began < .seconds(2))
            try await equal(a, b, c, count: 61)
        }
        for node in [a, b, c] { try await node.remove() }
    }

    @Test func `copies of a key that differ are merged on both sides`() async throws {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load([TestKey.bytes(1, extra: ["one <1@example.org>"])])
        try await b.load([TestKey.bytes(1, extra: ["two <2@example.org>"])])
        try await running(a.gossip(with: [b.peer()]), b.gossip(with: [a.peer()])) {
            try await equal(a, b, count: 1)
            let both = ["one <1@example.org>", "two <2@example.org>"]
            #expect(try await a.holds(TestKey.bytes(1, extra: both)))
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `a peer without an HTTP address is asked at the port that it announces`()
        async throws
    {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await b.load(0..<20)
        let peer = GossipConfiguration.Peer(
            name: "b", recon: .init(host: b.host, port: b.reconPort))
        try await running(a.gossip(with: [peer]), b.gossip(with: [a.peer()])) {
            try await equal(a, b, count: 20)
            let status = try await a.status(of: "b")
            #expect(status?.http == "http://\(b.host):\(b.server.port)")
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `reconcile tells what one session and its fetch came to`() async throws {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<10)
        try await b.load(0..<310)
        // Only a dials.
        try await running(
            a.gossip(with: [b.peer()], interval: .seconds(600)), b.gossip(with: [a.peer()])
        ) {
            try await equal(a, b, count: 310)
            try await b.load(400..<405)
            let report = try await a.node.reconcile(with: "b")
            #expect(try await a.count == 315)
            #expect(report.peer == "b")
            #expect(report.missing <= 5 && report.fetched == report.missing)
            #expect(report.outstanding == 0)
            #expect(report.bytesSent > 120 && report.bytesReceived > 120)
            #expect(report.seconds > 0 && report.seconds < 5)
            await #expect(throws: NodeServiceError.unknownPeer("x")) {
                try await a.node.reconcile(with: "x")
            }
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `a difference of five is solved as 3+2 and 5+0, one of six is not`() async throws {
        for (ours, theirs, solved) in [(3, 2, "3+2"), (5, 0, "5+0"), (6, 0, nil)]
            as [(UInt64, UInt64, String?)]
        {
            let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
            try await a.load(0..<400)
            try await b.load(0..<400)
            try await a.load(500..<(500 + theirs))
            try await b.load(600..<(600 + ours))
            // b lists a, so that it accepts, but finds a's port closed but for what a dials.
            let silent = GossipConfiguration.Peer(
                name: "a", recon: .init(host: a.host, port: 1),
                http: "http://\(a.host):\(a.server.port)")
            try await running(b.gossip(with: [silent]), a.gossip(with: [b.peer()])) {
                try await equal(a, b, count: 400 + Int(ours + theirs))
                let first = a.transcript.lines.first { $0.contains("poly at root") }
                let end = solved.map { "solved \($0)" } ?? "unsolved"
                let size = 400 + ours
                #expect(first == "recon b: poly at root size \(size): \(end)")
                #expect(a.transcript.lines.contains("recon b > Elements 2") || theirs != 2)
                let request = "recon a > ReconRqst_Poly root size \(size)"
                #expect(b.transcript.lines.contains(request))
            }
            try await a.remove()
            try await b.remove()
        }
    }

    @Test func `sessions in both directions at once do not lock each other up`() async throws {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<600)
        try await b.load(300..<900)
        try await running(a.gossip(with: [b.peer()]), b.gossip(with: [a.peer()])) {
            try await withThrowingTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask { _ = try await a.node.reconcile(with: "b") }
                    group.addTask { _ = try await b.node.reconcile(with: "a") }
                }
                try await group.waitForAll()
            }
            try await equal(a, b, count: 900)
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `a node that lists itself finds that it lacks nothing`() async throws {
        let a = try await TestNode.make("a")
        try await a.load(0..<200)
        try await running(a.gossip(with: [a.peer()])) {
            let report = try await a.node.reconcile(with: "a")
            #expect(report.missing == 0)
        }
        #expect(a.refusals.all == [:])
        try await a.remove()
    }

    @Test func `a peer that is away is told of by name and cause, and met when it comes`()
        async throws
    {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<5)
        try await running(a.gossip(with: [b.peer()])) {
            await #expect(
                throws: NodeServiceError.peerFailed("b: not reachable: Connection refused")
            ) {
                try await a.node.reconcile(with: "b")
            }
            #expect(
                try await a.status(of: "b")?.lastOutgoing?.failure
                    == "not reachable: Connection refused")
            // It does not dial, so that only the retries of a can have met it.
            let silent = GossipConfiguration.Peer(
                name: "a", recon: .init(host: a.host, port: 1),
                http: "http://\(a.host):\(a.server.port)")
            try await running(b.gossip(with: [silent])) {
                try await equal(a, b, count: 5)
            }
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `the node stops at once, with a peer that never answers and one that is not there`()
        async throws
    {
        let a = try await TestNode.make("a")
        let silent = try await RawListener.start(on: Loopback.address()) { inbound, _ in
            for try await _ in inbound {}
        }
        // An address that swallows what is sent to it (RFC 5737).
        let nowhere = GossipConfiguration.Peer(
            name: "nowhere", recon: .init(host: "192.0.2.1", port: 11_370))
        let gossip = a.gossip(with: [silent.peer("b"), nowhere]) {
            $0.handshakeTimeout = .seconds(60)
        }
        let began = ContinuousClock.now
        try await running(gossip) {
            try await eventually("b is dialled") { silent.accepted > 0 }
        }
        #expect(ContinuousClock.now - began < .seconds(3))
        await #expect(throws: NodeServiceError.stopping) { try await gossip.reconcile(with: "b") }
        await silent.stop()
        try await a.remove()
    }
}

extension Array {
    func mapAsync<Result>(
        _ transform: (Element) async throws -> Result
    ) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
