import Gossip
import Node
import NodeService
import OpenPGP
import Replication
import SyntheticKeys
import Testing

/// What peers answer to hashquery, and what becomes of it.
@Suite struct RecoveryTests {
    /// Node `a`, empty, meets node `b` with the keys 0 ..< count, whose hashquery answers as the
    /// test wants. `b` neither dials nor fetches, and `a` dials only once a minute, keys that came or
    /// not: only the plan retries.
    private func recover(
        count: UInt64 = 10, limits: IntakeLimits = IntakeLimits(), extra: [[UInt8]] = [],
        answer: @escaping @Sendable ([KeyDigest], [[UInt8]]) -> [UInt8],
        body: (TestNode, TestNode, HashqueryServer) async throws -> Void
    ) async throws {
        let a = try await TestNode.make("a", limits: limits)
        let b = try await TestNode.make("b")
        try await b.load(0..<count)
        if !extra.isEmpty { try await b.load(extra) }
        let server = try await HashqueryServer.start(on: b.host) { digests in
            let keys = try await b.node.keys(withDigests: digests, maximumBytes: 1 << 20)
            return answer(digests, keys)
        }
        let silent = GossipConfiguration.Peer(
            name: "a", recon: .init(host: a.host, port: 1), http: "http://\(a.host):1")
        try await running(b.gossip(with: [silent])) {
            try await running(
                a.gossip(with: [b.peer(http: "http://\(b.host):\(server.port)")]) {
                    $0.recovery.tries = 3
                    $0.timing.spacing = .seconds(60)
                }
            ) {
                try await body(a, b, server)
            }
        }
        await server.stop()
        try await a.remove()
        try await b.remove()
    }

    private func all(_ count: Int, at node: TestNode) async throws {
        try await eventually("all \(count) keys have come") { try await node.count == count }
    }

    @Test func `a truncated bundle loses nothing: its whole keys are kept, the rest come singly`()
        async throws
    {
        try await recover { digests, keys in
            let body = HashqueryServer.body(keys)
            guard digests.count > 1 else { return HashqueryServer.ok(body) }
            return HashqueryServer.ok(Array(body.prefix(body.count / 2)), length: body.count)
        } body: { a, _, server in
            try await all(10, at: a)
            #expect(server.requests[0].count == 10)
            #expect(server.requests.dropFirst().allSatisfy { $0.count == 1 })
            // About half came with the bundle.
            #expect((4...7).contains(server.requests.count))
        }
    }

    @Test func `a wrong count, a wrong length and an empty answer are errors that lose nothing`()
        async throws
    {
        for kind in 0..<3 {
            try await recover { digests, keys in
                guard digests.count > 1 else {
                    return HashqueryServer.ok(HashqueryServer.body(keys))
                }
                switch kind {
                case 0: return HashqueryServer.ok(HashqueryServer.body(keys, count: 1_000))
                case 1:
                    return HashqueryServer.ok(
                        HashqueryServer.integer(1) + HashqueryServer.integer(1 << 30) + keys[0])
                default: return HashqueryServer.ok([])
                }
            } body: { a, _, server in
                try await all(10, at: a)
                #expect(server.requests.count == 11)
                #expect(a.refusals.all["hashquery.answer"] == 1)
            }
        }
    }

    @Test func `one key that breaks its bundle is isolated and given up, the others arrive`()
        async throws
    {
        let poison = try #require(TestKey.digest(TestKey.bytes(3)))
        try await recover { digests, keys in
            digests.contains(poison)
                ? HashqueryServer.status("500 Internal Server Error")
                : HashqueryServer.ok(HashqueryServer.body(keys))
        } body: { a, _, server in
            try await all(9, at: a)
            try await eventually("the bad one is given up") {
                try await a.status(of: "b")?.wanted == 0
            }
            #expect(server.requests.count { $0 == [poison] } == 3)
            #expect(try await a.status(of: "b")?.useless == 0)
        }
    }

    @Test func `a key that cannot be read costs no other and is remembered as useless`()
        async throws
    {
        let bad = try #require(TestKey.digest(TestKey.bytes(3)))
        try await recover { _, keys in
            HashqueryServer.ok(
                HashqueryServer.body(
                    keys.map { TestKey.digest($0) == bad ? Array($0.prefix(20)) : $0 }))
        } body: { a, _, _ in
            try await all(9, at: a)
            try await eventually("the bad one is remembered") {
                try await a.status(of: "b")?.useless == 1
            }
            let fetched = a.transcript.lines.count { $0.contains("is useless") }
            #expect(fetched == 1)
            // And not fetched again by the next session.
            let report = try await a.node.reconcile(with: "b")
            #expect(report.missing == 0 && report.declined == 1)
            #expect(report.fetched == 0 && report.outstanding == 0)
        }
    }

    @Test func `a key that was not asked for enters, but satisfies no request`() async throws {
        let other = TestKey.bytes(99)
        let asked = try #require(TestKey.digest(TestKey.bytes(3)))
        try await recover { digests, keys in
            HashqueryServer.ok(
                HashqueryServer.body(
                    keys.map { TestKey.digest($0) == asked && digests.count > 1 ? other : $0 }))
        } body: { a, _, _ in
            try await all(11, at: a)
            #expect(try await a.holds(other))
            #expect(try await a.holds(TestKey.bytes(3)))
            #expect(a.refusals.all["hashquery.unasked"] == 1)
        }
    }

    @Test func `a digest that the peer does not give at first is asked for again`() async throws {
        let late = try #require(TestKey.digest(TestKey.bytes(3)))
        let counter = Counter()
        try await recover { digests, keys in
            let withhold = digests.contains(late) && counter.next() < 2
            return HashqueryServer.ok(
                HashqueryServer.body(
                    keys.filter { !withhold || TestKey.digest($0) != late }))
        } body: { a, _, server in
            try await all(10, at: a)
            #expect(server.requests.map(\.count) == [10, 1, 1])
        }
    }

    @Test func `a server that is overloaded is left alone for a while, in bundles`() async throws {
        let counter = Counter()
        try await recover { _, keys in
            counter.next() < 2
                ? HashqueryServer.status("503 Service Unavailable")
                : HashqueryServer.ok(HashqueryServer.body(keys))
        } body: { a, _, server in
            try await all(10, at: a)
            #expect(server.requests.map(\.count) == [10, 10, 10])
        }
    }

    @Test func `a key that merges into another is remembered, not fetched again`() async throws {
        try await recover(count: 3) { _, keys in
            HashqueryServer.ok(HashqueryServer.body(keys))
        } body: { a, b, server in
            try await all(3, at: a)
            // Both change their copy; only a learns of it.
            try await a.load([TestKey.bytes(1, extra: ["one"])])
            let theirs = TestKey.bytes(1, extra: ["two"])
            try await b.load([theirs])
            let report = try await a.node.reconcile(with: "b")
            #expect(report.missing <= 1)
            try await eventually("the copy is merged") {
                try await a.holds(TestKey.bytes(1, extra: ["one", "two"]))
            }
            try await eventually("and remembered") { try await a.status(of: "b")?.useless == 1 }
            let digest = try #require(TestKey.digest(theirs))
            _ = try await a.node.reconcile(with: "b")
            #expect(server.requests.flatMap { $0 }.count { $0 == digest } == 1)
        }
    }

    @Test func `hundreds of keys come in bundles, of a hundred at first`() async throws {
        try await recover(count: 450) { _, keys in
            HashqueryServer.ok(HashqueryServer.body(keys))
        } body: { a, _, server in
            try await all(450, at: a)
            #expect(server.requests.prefix(2).map(\.count) == [100, 100])
            #expect(server.requests.allSatisfy { $0.count <= 200 })
            #expect(Set(server.requests.flatMap { $0 }).count == 450)
            #expect(server.requests.count <= 6)
        }
    }

    /// A key with signatures that only the last step of verification tells from valid ones.
    private func junk(_ number: Int) -> [UInt8] {
        let synthetic = SyntheticKey(number)
        var userID = synthetic.userID(0, certifications: 10)
        userID.signatures = userID.signatures.map { packet in
            var body = packet.body
            body[body.count - 1] ^= 1
            return Packet(tag: .signature, body: body)
        }
        return synthetic.with(identities: [userID]).encoded()
    }

    @Test func `a peer in debt is deferred, and in the end all that it has is here, unaltered`()
        async throws
    {
        // Any junk puts a peer in debt, which is forgiven within the second.
        var limits = IntakeLimits()
        limits.peerWaste = .init(capacity: 1, perMinute: 60_000_000)
        try await recover(count: 120, limits: limits, extra: (0..<120).map { junk($0) }) {
            _, keys in
            HashqueryServer.ok(HashqueryServer.body(keys))
        } body: { a, b, _ in
            try await all(240, at: a)
            #expect((a.refusals.all["hashquery.deferred"] ?? 0) > 0)
            #expect(try await a.root == b.root)
            #expect(try await a.status(of: "b")?.useless == 0)
        }
    }
}
