import NIOCore
import Node
import NodeService
import Synchronization
import Testing

@testable import Gossip

/// Peers that come, go and change while a node gossips.
@Suite struct PeerChangeTests {
    private static let interval = Duration.seconds(60)

    @Test func `a new peer is reconciled with at once, and one that left is a stranger`()
        async throws
    {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<30)
        try await b.load(20..<50)
        let (gossip, other) = (a.gossip(with: []), b.gossip(with: [a.peer()]))
        try await running(gossip, other) {
            #expect(try await a.node.peers() == [])
            await #expect(throws: NodeServiceError.unknownPeer("b")) {
                try await a.node.reconcile(with: "b")
            }
            await gossip.take([b.peer()], interval: Self.interval)
            try await eventually("both hold all") {
                let (one, two) = (try await a.root, try await b.root)
                return try await a.count == 50 && one == two
            }
            #expect(try await a.status(of: "b")?.lastOutgoing?.failure == nil)

            await gossip.take([], interval: Self.interval)
            #expect(try await a.node.peers() == [])
            let before = a.refusals.all["recon.unlisted"] ?? 0
            await #expect(throws: NodeServiceError.self) { try await b.node.reconcile(with: "a") }
            #expect(a.refusals.all["recon.unlisted"] ?? 0 > before)
            try await a.load(60..<70)
            // The change of its set makes it tell those that are its peers.
            await gossip.take([b.peer()], interval: Self.interval)
            try await eventually("both hold all again") {
                let (one, two) = (try await a.root, try await b.root)
                return try await b.count == 60 && one == two
            }
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `sessions with one that leaves end, and those of the others go on`() async throws {
        let node = try await TestNode.make("a")
        // More than a leaf holds: the first request can be answered by "descend".
        try await node.load(0..<200)
        let (leaving, staying) = (Loopback.address(), Loopback.address())
        // Port 1 answers nobody, so that only the test begins sessions.
        func peer(_ name: String, _ host: String) -> GossipConfiguration.Peer {
            GossipConfiguration.Peer(name: name, recon: .init(host: host, port: 1))
        }
        let all = [peer("b", leaving), peer("c", staying)]
        let gossip = node.gossip(with: all)
        try await running(gossip) {
            let ended = Counter()
            async let first: Void = session(with: node, from: leaving) { inbound, _ in
                _ = await RawDial.all(of: inbound)
                _ = ended.next()
            }
            async let second: Void = session(with: node, from: staying) { inbound, outbound in
                var answers = inbound.makeAsyncIterator()
                try await eventually("its first request") {
                    node.transcript.lines.contains { $0.hasPrefix("recon c >") }
                }
                try await eventually("the other session ends") { ended.count == 1 }
                let sent = node.transcript.lines.count { $0.hasPrefix("recon c >") }
                try await outbound.write(ByteBuffer(bytes: Self.syncFail))
                try await eventually("it asks on") {
                    node.transcript.lines.count { $0.hasPrefix("recon c >") } > sent
                }
                #expect(try await answers.next() != nil)
            }
            try await eventually("both sessions are under way") {
                ["recon b >", "recon c >"].allSatisfy { start in
                    node.transcript.lines.contains { $0.hasPrefix(start) }
                }
            }
            await gossip.take([all[1]], interval: Self.interval)
            try await first
            try await second
            #expect(try await node.node.peers().map(\.name) == ["c"])
        }
        try await node.remove()
    }

    @Test func `a peer that has moved is dialled where it is now`() async throws {
        let (a, b) = (try await TestNode.make("a"), try await TestNode.make("b"))
        try await a.load(0..<10)
        try await b.load(5..<20)
        var wrong = b.peer()
        wrong.recon.port = 1
        let gossip = a.gossip(with: [wrong])
        try await running(gossip, b.gossip(with: [a.peer()])) {
            try await eventually("the wrong place is tried") {
                try await a.status(of: "b")?.lastOutgoing?.failure != nil
            }
            await gossip.take([b.peer()], interval: Self.interval)
            try await eventually("the right one is found") {
                try await a.status(of: "b")?.lastOutgoing?.failure == nil
            }
            try await eventually("a has what b has") { try await a.count == 20 }
        }
        try await a.remove()
        try await b.remove()
    }

    @Test func `a dial that nobody answers does not outlive the peer`() async throws {
        let node = try await TestNode.make("a")
        let host = Loopback.address()
        let silent = try await RawListener.start(on: host) { inbound, _ in
            for try await _ in inbound {}
        }
        let gossip = node.gossip(with: [silent.peer("b")]) { $0.handshakeTimeout = .seconds(60) }
        try await running(gossip) {
            try await eventually("it is dialled") { silent.accepted == 1 }
            let report = Task { try await node.node.reconcile(with: "b") }
            try await eventually("somebody waits for a session") {
                gossip.state.withLock { !$0.waiters.isEmpty }
            }
            await gossip.take([], interval: Self.interval)
            await #expect(throws: NodeServiceError.self) { try await report.value }
        }
        await silent.stop()
        try await node.remove()
    }

    /// Dials as a peer, shakes hands, and does what comes then.
    private func session(
        with node: TestNode, from source: String,
        _ body: @escaping @Sendable (RawInbound, RawOutbound) async throws -> Void
    ) async throws {
        try await RawDial.talk(to: node, from: source) { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: Wire.config() + Wire.passed))
            try await body(inbound, outbound)
        }
    }

    /// The message SyncFail: the difference is too large to be solved at this node of the tree.
    private static let syncFail: [UInt8] = [0, 0, 0, 1, 4]
}
