import Keyring
import Logging
import NIOCore
import NodeService
import OpenPGP
import Synchronization
import Testing

@testable import DNSGateway

@Suite struct ResponderTests {
    private static let apex = "_openpgpkey.example.org"
    private let time = ContinuousClock.now
    private let refusals = Refusals()

    private func name(_ localPart: String) -> String {
        let digest = MessageDigest.sha256(Array(localPart.utf8)).prefix(28)
        let digits = digest.map { octet in
            (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }
        return "\(digits.joined()).\(Self.apex)"
    }

    private func responder(
        _ node: ScriptedNode, limits: DNSLimits = DNSLimits(), walked: Bool = true
    ) async -> Responder {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let directory = ZoneDirectory(
            zones: [Keys.zone], node: node, limits: limits, logger: logger, now: { Keys.now })
        if walked { await directory.refresh(at: time) }
        return Responder(
            directory: directory,
            keys: KeyDesk(node: node, limits: limits, now: { Keys.now }), refusals: refusals,
            logger: logger)
    }

    private func ask(
        _ responder: Responder, _ query: QueryOctets, after: Duration = .zero
    ) async throws -> Reply {
        let response = try #require(await responder.response(to: query.message, at: time + after))
        return try Reply(response.encoded(atMost: 65_535))
    }

    @Test func `a key is given out under its address, reduced to it`() async throws {
        let key = Keys.named(1, "A <a@example.org>", "B <b@example.net>")
        let responder = await responder(ScriptedNode(key))
        let reply = try await ask(responder, QueryOctets(name("a")))
        #expect(reply.code == 0)
        #expect(reply.isAuthoritative)
        #expect(reply.answers.map(\.type) == [61])
        #expect(reply.answers.map(\.owner) == [name("a") + "."])
        let given = try TransferablePublicKey.decode(reply.answers[0].data)
        #expect(given.identities == [key.identities[0]])
    }

    @Test func `letters of the name may be of either case`() async throws {
        let responder = await responder(ScriptedNode(Keys.named(1, "A <a@example.org>")))
        let reply = try await ask(responder, QueryOctets(name("a").uppercased()))
        #expect(reply.answers.count == 1)
    }

    @Test func `another type of a name that exists is no data`() async throws {
        let responder = await responder(ScriptedNode(Keys.named(1, "A <a@example.org>")))
        for name in [name("a"), Self.apex] {
            let reply = try await ask(responder, QueryOctets(name, type: .ns))
            #expect(reply.code == 0)
            #expect(reply.isAuthoritative)
            #expect(reply.answers.isEmpty)
            #expect(reply.authorities.map(\.type) == [6])
        }
    }

    @Test func `a name that does not exist is told so`() async throws {
        let responder = await responder(ScriptedNode(Keys.named(1, "A <a@example.org>")))
        let names = [name("b"), "x." + name("a"), "a.\(Self.apex)", "_openpgpkey.\(Self.apex)"]
        for name in names {
            let reply = try await ask(responder, QueryOctets(name))
            #expect(reply.code == 3, "\(name)")
            #expect(reply.authorities.map(\.type) == [6])
        }
    }

    @Test func `the zone says who answers for it`() async throws {
        let responder = await responder(ScriptedNode())
        let reply = try await ask(responder, QueryOctets(Self.apex, type: .soa))
        #expect(reply.answers.map(\.type) == [6])
    }

    @Test func `everything at once is not given out`() async throws {
        let node = ScriptedNode(Keys.named(1, "A <a@example.org>"))
        let responder = await responder(node)
        let reply = try await ask(responder, QueryOctets(name("a"), type: .any))
        #expect(reply.answers.map(\.type) == [13])
        #expect(node.lookups.points == 0)
    }

    @Test func `what lies outside the zones, transfers and other classes are refused`()
        async throws
    {
        let responder = await responder(ScriptedNode())
        var chaos = QueryOctets(Self.apex)
        chaos.class = 3
        let refused = [
            QueryOctets("example.org"), QueryOctets("a.net"), QueryOctets(octets: [0]), chaos,
            QueryOctets(Self.apex, type: .transfer),
            QueryOctets(Self.apex, type: .incrementalTransfer),
        ]
        for query in refused {
            let reply = try await ask(responder, query)
            #expect(reply.code == 5)
            #expect(!reply.isAuthoritative)
        }
        #expect(refusals.all["dns.refused"] == refused.count)
    }

    @Test func `a version of EDNS that does not exist is told so`() async throws {
        let responder = await responder(ScriptedNode())
        let reply = try await ask(
            responder, QueryOctets(name("a")).with(payload: 512, version: 1))
        #expect(reply.code == 0)
        #expect(reply.additionals.first.map { $0.timeToLive >> 24 } == 1)
    }

    @Test func `no answer but a key is more than three times its query`() async throws {
        let responder = await responder(ScriptedNode(Keys.named(1, "A <a@example.org>")))
        for type in [RecordType.openPGPKey, .soa, .ns, .any] {
            for name in [name("b"), Self.apex, "example.org", "a.\(Self.apex)"] {
                for query in [QueryOctets(name, type: type), .init(name).with(payload: 1_232)] {
                    let response = try #require(
                        await responder.response(to: query.message, at: time))
                    let limit = response.limitOverUDP(queryLength: query.octets.count)
                    #expect(try !Reply(response.encoded(atMost: limit)).isTruncated)
                }
            }
        }
    }

    @Test func `a key that was just given out is not looked up again, for a while`() async throws {
        let node = ScriptedNode(Keys.named(1, "A <a@example.org>"))
        let responder = await responder(node)
        for _ in 0..<5 { _ = try await ask(responder, QueryOctets(name("a"))) }
        #expect(node.lookups.points == 1)
        _ = try await ask(responder, QueryOctets(name("a")), after: .seconds(31))
        #expect(node.lookups.points == 2)
    }

    @Test func `what the node has taken back is not given out`() async throws {
        let node = ScriptedNode(Keys.named(1, "A <a@example.org>"))
        let responder = await responder(node)
        node.store([Keys.named(1, "B <b@example.org>")], tells: false)
        let redacted = try await ask(responder, QueryOctets(name("a")))
        #expect(redacted.code == 0)
        #expect(redacted.answers.isEmpty)
        #expect(redacted.authorities.count == 1)
    }

    @Test func `while the node does not answer, what is not remembered fails for now`()
        async throws
    {
        let node = ScriptedNode(
            Keys.named(1, "A <a@example.org>"), Keys.named(2, "B <b@example.org>"))
        let responder = await responder(node)
        _ = try await ask(responder, QueryOctets(name("a")))
        node.fails(true)
        #expect(try await ask(responder, QueryOctets(name("a"))).answers.count == 1)
        #expect(try await ask(responder, QueryOctets(name("b"))).code == 2)
        #expect(try await ask(responder, QueryOctets(name("c"))).code == 3)
        node.fails(false)
        #expect(try await ask(responder, QueryOctets(name("b"))).answers.count == 1)
    }

    @Test func `before the first walk nobody is told that there is no key`() async throws {
        let node = ScriptedNode(Keys.named(1, "A <a@example.org>"))
        node.fails(true)
        let responder = await responder(node)
        for name in [name("a"), name("b"), Self.apex] {
            #expect(try await ask(responder, QueryOctets(name)).code == 2)
        }
        node.fails(false)
        await responder.directory.refresh(at: time)
        #expect(try await ask(responder, QueryOctets(name("a"))).answers.count == 1)
    }

    @Test func `more look-ups than the node is to carry fail for now`() async throws {
        let node = ScriptedNode(
            Keys.named(1, "A <a@example.org>"), Keys.named(2, "B <b@example.org>"))
        var limits = DNSLimits()
        limits.lookupsAtOnce = 1
        let responder = await responder(node, limits: limits)
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        node.state.withLock { $0.gate = gate }
        async let first = ask(responder, QueryOctets(name("a")))
        while node.lookups.points == 0 { await Task.yield() }
        let second = try await ask(responder, QueryOctets(name("b")))
        #expect(second.code == 2)
        #expect(refusals.all["dns.busy"] == 1)
        opening.finish()
        #expect(try await first.answers.count == 1)
        #expect(try await ask(responder, QueryOctets(name("b"))).answers.count == 1)
    }

    @Test func `usable keys come first, and only so many as an answer holds`() async throws {
        let revoked = Keys.revoked(1, "A <a@example.org>")
        let good = Keys.named(2, "A <a@example.org>")
        let node = ScriptedNode(revoked, good)
        let all = try await ask(await responder(node), QueryOctets(name("a")))
        let order = try all.answers.map { try TransferablePublicKey.decode($0.data).fingerprint }
        #expect(order == [good.fingerprint, revoked.fingerprint])
        var limits = DNSLimits()
        limits.answerLength = all.answers[0].data.count + 12
        let one = try await ask(await responder(node, limits: limits), QueryOctets(name("a")))
        #expect(one.answers.map(\.data) == [all.answers[0].data])
    }

    @Test func `an answer to everything else is left unanswered`() async throws {
        let responder = await responder(ScriptedNode())
        var answer = QueryOctets(name("a"))
        answer.flags = 0x8180
        #expect(await responder.response(to: answer.message, at: time) == nil)
        #expect(await responder.response(to: ByteBuffer(bytes: [1, 2]), at: time) == nil)
        #expect(refusals.all["dns.ignored"] == 2)
        let malformed = try await ask(responder, QueryOctets(octets: [0xC0, 0x0C]))
        #expect(malformed.code == 1)
        #expect(malformed.questions == 0)
    }
}
