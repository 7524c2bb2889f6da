import Gossip
import NIOCore
import Node
import NodeService
import OpenPGP
import SetReconciliation
import Testing

/// What strangers and bad peers do to the recon port: refused, counted, and the node goes on.
@Suite struct HostilePeerTests {
    /// A node with a peer at an address from which the test dials.
    private func withNode(
        keys: Range<UInt64> = 0..<20, _ change: (inout GossipLimits) -> Void = { _ in },
        body: (TestNode, String) async throws -> Void
    ) async throws {
        let node = try await TestNode.make("a")
        try await node.load(keys)
        let source = Loopback.address()
        let peer = GossipConfiguration.Peer(name: "b", recon: .init(host: source, port: 1))
        try await running(node.gossip(with: [peer, node.peer()], change)) {
            try await body(node, source)
            // Whatever happened, the node still reconciles: with itself, once the session that it
            // begins with at its start is over.
            try await eventually("the node reconciles with itself") {
                (try? await node.node.reconcile(with: "a"))?.missing == 0
            }
        }
        try await node.remove()
    }

    @Test func `an unlisted address is closed without a byte and counted`() async throws {
        try await withNode { node, _ in
            let answer = try await RawDial.send(
                Wire.config(), to: node, from: Loopback.address())
            #expect(answer == [])
            #expect(node.refusals.all == ["recon.unlisted": 1])
            for _ in 0..<5 {
                _ = try await RawDial.send([], to: node, from: Loopback.address())
            }
            #expect(node.refusals.all == ["recon.unlisted": 6])
            // One line tells of all of them.
            let lines = node.transcript.lines.filter { $0.contains("is no peer's address") }
            #expect(lines.count == 1)
        }
    }

    @Test(
        arguments: [
            ([0xFF, 0xFF, 0xFF, 0xFF, 10], "recon.frame"),
            ([0, 0, 0, 0], "recon.frame"),
            ([0, 0, 0, 1, 99], "recon.frame"),
            (Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), "recon.frame"),
            ([0, 0, 0, 1, 5], "recon.message"),
            ([0, 0, 0, 5, 10, 0, 0, 0, 0], "recon.handshake"),
            ([0, 0, 0, 9, 10, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF], "recon.frame"),
        ] as [([UInt8], String)])
    func `garbage instead of a Config is refused`(bytes: [UInt8], reason: String) async throws {
        try await withNode { node, source in
            let answer = try await RawDial.send(bytes, to: node, from: source)
            #expect(answer == [])
            try await eventually("the refusal is told") {
                try await node.status(of: "b")?.lastIncoming?.failure != nil
            }
            #expect(node.refusals.all == [reason: 1])
        }
    }

    @Test(
        arguments: [
            ([0, 0, 0, 1, 99], "recon.frame"),
            ([2, 0, 0, 0, 2], "recon.frame"),
            ([0, 0, 0, 1, 5], "recon.message"),
            ([0, 0, 0, 5, 2, 0, 0, 0, 9], "recon.frame"),
            ([0, 0, 0, 5, 7, 0, 0, 0, 0], nil),
        ] as [([UInt8], String?)])
    func `garbage after the handshake is refused`(bytes: [UInt8], reason: String?) async throws {
        try await withNode { node, source in
            _ = try await RawDial.send(
                Wire.config(), Wire.passed, bytes, to: node, from: source)
            try await eventually("the end is noted") {
                try await node.status(of: "b")?.lastIncoming?.failure != nil
            }
            let expected = reason.map { [$0: 1] } ?? [:]
            #expect(node.refusals.all == expected)
        }
    }

    @Test func `a connection that says nothing is ended by the time for the handshake`()
        async throws
    {
        try await withNode({ $0.handshakeTimeout = .milliseconds(200) }) { node, source in
            let began = ContinuousClock.now
            #expect(try await RawDial.send([], to: node, from: source) == [])
            let took = ContinuousClock.now - began
            #expect(took > .milliseconds(150) && took < .seconds(2))
            try await eventually("the cause is told") {
                try await node.status(of: "b")?.lastIncoming?.failure
                    == "the handshake took too long"
            }
            // Byte by byte is no better: the time is for the whole handshake.
            let half = Array(Wire.config().prefix(20))
            #expect(try await RawDial.send(half, to: node, from: source) == [])
            try await eventually("both are counted") { node.refusals.all == ["recon.timeout": 2] }
        }
    }

    @Test func `a peer that falls silent in the session is ended`() async throws {
        try await withNode({ $0.readTimeout = .milliseconds(200) }) { node, source in
            let answer = try await RawDial.send(
                Wire.config(), Wire.passed, to: node, from: source)
            // Our Config, our verdict, the first request and Flush.
            #expect(answer.starts(with: Wire.config(httpPort: UInt16(node.server.port))))
            #expect(answer.suffix(5) == [0, 0, 0, 1, 6])
            try await eventually("the timeout is told") {
                try await node.status(of: "b")?.lastIncoming?.failure
                    == "the peer was silent for too long"
            }
            #expect(node.refusals.all == ["recon.timeout": 1])
        }
    }

    @Test func `a peer that talks without end is ended by the time for the session`()
        async throws
    {
        let chatty = try await RawListener.start(on: Loopback.address()) { _, outbound in
            try await outbound.write(ByteBuffer(bytes: Wire.config() + Wire.passed))
            while true {
                try await outbound.write(ByteBuffer(bytes: ReconMessage.flush.frame))
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        let node = try await TestNode.make("a")
        let gossip = node.gossip(with: [chatty.peer("b")]) {
            $0.sessionTimeout = .milliseconds(300)
            $0.readTimeout = .milliseconds(200)
        }
        try await running(gossip) {
            try await eventually("the session is ended") {
                try await node.status(of: "b")?.lastOutgoing?.failure
                    == "the session took too long"
            }
        }
        await chatty.stop()
        try await node.remove()
    }

    @Test func `a peer that goes in the middle of a message is told from one that is done`()
        async throws
    {
        try await withNode { node, source in
            try await RawDial.talk(to: node, from: source) { _, outbound in
                let part: [UInt8] = [0, 0, 0, 9, 2]
                try await outbound.write(ByteBuffer(bytes: Wire.config() + Wire.passed + part))
                try await eventually("the session runs") {
                    node.transcript.lines.contains { $0.hasPrefix("recon b > Flush") }
                }
            }
            try await eventually("the end is noted") {
                try await node.status(of: "b")?.lastIncoming?.failure != nil
            }
        }
    }

    @Test func `too many connections from one address are closed`() async throws {
        // The two that stay say nothing for as long as the test takes. Which two they are is not
        // known: connections are taken up by several threads.
        try await withNode({
            $0.connectionsPerSource = 2
            $0.handshakeTimeout = .seconds(60)
        }) { node, source in
            try await withThrowingTaskGroup(of: [UInt8].self) { connections in
                for _ in 0..<3 {
                    connections.addTask { try await RawDial.send([], to: node, from: source) }
                }
                let answer = try await connections.next()
                #expect(answer == [])
                #expect(node.refusals.all == ["recon.busy": 1])
                connections.cancelAll()
            }
        }
    }

    @Test func `peers behind one address are told apart by the HTTP port that they announce`()
        async throws
    {
        let node = try await TestNode.make("a")
        let source = Loopback.address()
        let peers = [("b", 7_001), ("c", 7_002)].map { name, port in
            GossipConfiguration.Peer(
                name: name, recon: .init(host: source, port: 1),
                http: "http://\(source):\(port)/")
        }
        try await running(node.gossip(with: peers)) {
            _ = try await RawDial.send(
                Wire.config(mbar: 6, httpPort: 7_002), to: node, from: source)
            try await eventually("the session is noted") {
                try await node.status(of: "c")?.lastIncoming != nil
            }
            #expect(try await node.status(of: "b")?.lastIncoming == nil)
        }
        try await node.remove()
    }

    @Test func `a peer that is known by name is let in from the addresses of the name`()
        async throws
    {
        let node = try await TestNode.make("a")
        let peer = GossipConfiguration.Peer(name: "b", recon: .init(host: "localhost", port: 1))
        try await running(node.gossip(with: [peer])) {
            let answer = try await RawDial.send(
                Wire.config(mbar: 6), to: node, from: "127.0.0.1")
            #expect(String(decoding: answer, as: UTF8.self).contains("mismatched mbar"))
        }
        try await node.remove()
    }

    @Test func `what was found before a session broke is fetched all the same`() async throws {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<3)
        try await b.load(0..<5)
        let digests = [TestKey.bytes(3), TestKey.bytes(4)].compactMap { TestKey.digest($0) }
        let elements = digests.map { Element(high: $0.high, low: $0.low) }
        let peer = GossipConfiguration.Peer(
            name: "b", recon: .init(host: b.host, port: 1),
            http: "http://\(b.host):\(b.server.port)")
        try await running(a.gossip(with: [peer])) {
            _ = try await RawDial.send(
                Wire.config(), Wire.passed, ReconMessage.elements(elements).frame,
                [0, 0, 0, 1, 99], to: a, from: b.host)
            try await eventually("a has fetched") { try await a.count == 5 }
            #expect(try await a.status(of: "b")?.lastIncoming?.missing == 2)
        }
        try await a.remove()
        try await b.remove()
    }

    @Test(arguments: [
        (Wire.config(filters: ["yminsky.dedup", "yminsky.merge"]), "mismatched filters"),
        (Wire.config(filters: []), "mismatched filters"),
        (Wire.config(bitquantum: 3), "mismatched bitquantum"),
        (Wire.config(mbar: 6), "mismatched mbar"),
        (Wire.config(version: "0.1.4"), "version 0.1.4"),
        (Wire.config(version: "1.1.6+"), "version '1.1.6+'"),
    ])
    func `another configuration is refused with the reason`(config: [UInt8], reason: String)
        async throws
    {
        try await withNode { node, source in
            let answer = try await RawDial.send(config, to: node, from: source)
            let own = Wire.config(httpPort: UInt16(node.server.port))
            #expect(answer.starts(with: own + Wire.string("failed")))
            #expect(String(decoding: answer, as: UTF8.self).contains(reason))
            try await eventually("the refusal is told") {
                try await node.status(of: "b")?.lastIncoming?.failure?
                    .hasPrefix("refused by us: \(reason)") == true
            }
            #expect(node.refusals.all == ["recon.refused": 1])
        }
    }

    @Test func `a busy Hockeypuck's refusal is told, retried and no harm`() async throws {
        let busy = try await RawListener.start(on: Loopback.address()) { inbound, outbound in
            let reason = Wire.failed("sync not available, currently mutating")
            try await outbound.write(ByteBuffer(bytes: Wire.config() + reason))
            _ = await RawDial.all(of: inbound)
        }
        let node = try await TestNode.make("a")
        try await running(node.gossip(with: [busy.peer("b")])) {
            let error = NodeServiceError.peerFailed(
                "b: the peer refused: sync not available, currently mutating")
            await #expect(throws: error) { try await node.node.reconcile(with: "b") }
            try await eventually("it is retried") { busy.accepted >= 4 }
        }
        #expect(node.refusals.all == [:])
        await busy.stop()
        try await node.remove()
    }

    @Test func `a peer that closes without a byte is told of as one that does not list us`()
        async throws
    {
        let closing = try await RawListener.start(on: Loopback.address()) { _, _ in }
        let node = try await TestNode.make("a")
        try await running(node.gossip(with: [closing.peer("b")])) {
            do {
                _ = try await node.node.reconcile(with: "b")
                Issue.record("a closed connection is no success")
            } catch NodeServiceError.peerFailed(let reason) {
                #expect(reason.contains("closed") || reason.contains("reset"))
            }
        }
        await closing.stop()
        try await node.remove()
    }

    @Test func `a peer that asks on and on without reading the answers is ended`() async throws {
        // A request that cannot be solved, whose answer lists all our elements.
        let samples = Samples(of: [Element(high: 1, low: 1)])
        let request = ReconMessage.requestPoly(prefix: .root, size: 1_000, samples: samples).frame
        let batch = (0..<50).flatMap { _ in request } + ReconMessage.flush.frame
        let greedy = try await RawListener.start(on: Loopback.address()) { _, outbound in
            try await outbound.write(ByteBuffer(bytes: Wire.config() + Wire.passed))
            while true { try await outbound.write(ByteBuffer(bytes: batch)) }
        }
        let node = try await TestNode.make("a")
        try await node.load(0..<149)
        try await running(node.gossip(with: [greedy.peer("b")]) { $0.unreadBytes = 256 << 10 }) {
            try await eventually("the session is ended") {
                node.refusals.all["recon.unread"] ?? 0 > 0
            }
        }
        await greedy.stop()
        try await node.remove()
    }

    @Test func `a second session of a peer is refused while one is under way`() async throws {
        try await withNode { node, source in
            try await RawDial.talk(to: node, from: source) { inbound, outbound in
                try await outbound.write(ByteBuffer(bytes: Wire.config() + Wire.passed))
                try await eventually("the first session runs") {
                    node.transcript.lines.contains { $0.hasPrefix("recon b > Flush") }
                }
                let answer = try await RawDial.send(Wire.config(), to: node, from: source)
                #expect(String(decoding: answer, as: UTF8.self).contains("busy"))
            }
            // And accepted again after it.
            try await eventually("the first session has ended") {
                try await node.status(of: "b")?.lastIncoming != nil
            }
            let answer = try await RawDial.send(
                Wire.config(), Wire.passed, [0, 0, 0, 1, 99], to: node, from: source)
            #expect(answer.contains(Wire.passed))
        }
    }
}
