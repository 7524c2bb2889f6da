import Logging
import NIOCore
import NIOPosix
import NodeService
import OpenPGP
import SyntheticKeys
import TestSupport
import Testing

@testable import DNSGateway

@Suite struct ServerTests {
    /// SHA-256 of `test`, cut (RFC 7929 §3).
    private static let name =
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15._openpgpkey.example.org"
    private static let apex = "_openpgpkey.example.org"
    private let node = ScriptedNode(
        Keys.named(1, "Test <test@example.org>", subkeys: [SyntheticKey(1).subkey(0)]))

    private func framed(_ octets: [UInt8]) -> [UInt8] {
        QueryOctets.octets(UInt16(octets.count)) + octets
    }

    @Test func `over UDP a key that is larger than the query allows is asked for by TCP`()
        async throws
    {
        try await withGateway(node) { gateway in
            let query = QueryOctets(Self.name).with(payload: 4_096)
            let replies = try await askOverUDP(gateway.port, [query.octets], answers: 1)
                .map { try Reply($0) }
            #expect(replies[0].id == query.id)
            #expect(replies[0].isTruncated)
            #expect(replies[0].answers.isEmpty)
            let answers = try messages(
                in: await exchangeOverTCP(gateway.port, framed(query.octets)))
            #expect(answers.count == 1)
            let reply = try Reply(answers[0])
            #expect(!reply.isTruncated)
            let key = try TransferablePublicKey.decode(try #require(reply.answers.first).data)
            #expect(key.identities.count == 1)
            #expect(key.subkeys.count == 1)
        }
    }

    @Test func `over UDP a client that pads its query gets the key at once`() async throws {
        try await withGateway(node) { gateway in
            let query = QueryOctets(Self.name).with(payload: 1_232, padding: 300)
            let answers = try await askOverUDP(gateway.port, [query.octets], answers: 1)
            let reply = try Reply(answers[0])
            #expect(!reply.isTruncated)
            #expect(reply.answers.count == 1)
            #expect(answers[0].count <= 3 * query.octets.count)
        }
    }

    @Test func `over UDP garbage and answers are left alone or refused, and queries answered`()
        async throws
    {
        var random = TestRandom()
        var answer = QueryOctets(Self.apex)
        answer.flags = 0x8180
        var noise = [[], [1], answer.octets]
        for _ in 0..<200 {
            // Not above 511 octets, with the bit that makes it an answer.
            var octets = random.octets(count: 3...500)
            octets[2] |= 0x80
            noise.append(octets)
        }
        let sent = noise + [QueryOctets(Self.apex, type: .soa).octets]
        try await withGateway(node) { gateway in
            let answers = try await askOverUDP(gateway.port, sent, answers: 1)
            #expect(try Reply(answers[0]).answers.map(\.type) == [6])
        }
    }

    @Test func `over TCP many queries on one connection are answered in their order`()
        async throws
    {
        try await withGateway(node) { gateway in
            var octets: [UInt8] = []
            for id in 0..<100 {
                var query = QueryOctets(id % 2 == 0 ? Self.name : "a.\(Self.apex)")
                query.id = UInt16(id)
                octets += framed(query.octets)
            }
            let replies = try messages(in: await exchangeOverTCP(gateway.port, octets))
                .map { try Reply($0) }
            #expect(replies.map(\.id) == Array(0..<100))
            #expect(replies.map(\.code) == (0..<100).map { $0 % 2 == 0 ? 0 : 3 })
        }
    }

    @Test func `over TCP an answer of many kilooctets arrives whole`() async throws {
        let synthetic = SyntheticKey(1)
        let subkeys = (0..<150).map { synthetic.subkey($0) }
        let large = ScriptedNode(Keys.named(1, "Test <test@example.org>", subkeys: subkeys))
        try await withGateway(large) { gateway in
            let query = framed(QueryOctets(Self.name).octets)
            let answers = try messages(
                in: await exchangeOverTCP(gateway.port, query + query + query))
            #expect(answers.count == 3)
            let data = try #require(try Reply(answers[2]).answers.first).data
            #expect(data.count > 20_000)
            #expect(try TransferablePublicKey.decode(data).subkeys.count == 150)
        }
    }

    @Test func `a connection on which something else than queries comes is closed`() async throws {
        try await withGateway(node) { gateway in
            let http = Array("GET / HTTP/1.0\r\n\r\n".utf8)
            let toHTTP = try await exchangeOverTCP(gateway.port, http, finishes: false)
            #expect(toHTTP.isEmpty)
            var answer = QueryOctets(Self.apex)
            answer.flags = 0x8180
            let toAnswer = try await exchangeOverTCP(
                gateway.port, framed(answer.octets), finishes: false)
            #expect(toAnswer.isEmpty)
            #expect(gateway.refusals.all["dns.malformed"] == 1)
            #expect(gateway.refusals.all["dns.ignored"] == 1)
        }
    }

    @Test func `a silent connection is closed`() async throws {
        var limits = DNSLimits()
        limits.idleDuration = .milliseconds(50)
        try await withGateway(node, limits: limits) { gateway in
            let toNothing = try await exchangeOverTCP(gateway.port, [], finishes: false)
            #expect(toNothing.isEmpty)
            let toHalf = try await exchangeOverTCP(gateway.port, [0, 40, 1], finishes: false)
            #expect(toHalf.isEmpty)
        }
    }

    @Test func `a connection lasts no longer than it may`() async throws {
        var limits = DNSLimits()
        limits.connectionDuration = .milliseconds(50)
        try await withGateway(node, limits: limits) { gateway in
            let late = try await exchangeOverTCP(gateway.port, [], finishes: false)
            #expect(late.isEmpty)
        }
    }

    @Test func `an address has so many connections and no more`() async throws {
        var limits = DNSLimits()
        limits.connectionsPerAddress = 1
        try await withGateway(node, limits: limits) { gateway in
            let query = framed(QueryOctets(Self.apex, type: .soa).octets)
            let first = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: gateway.port).get()
            // Accepted in order: the second finds the first there.
            let refused = try await exchangeOverTCP(gateway.port, query, finishes: false)
            #expect(refused.isEmpty)
            #expect(gateway.refusals.all["dns.busy"] == 1)
            try await first.close()
            var answers: [UInt8] = []
            while answers.isEmpty {
                answers = try await exchangeOverTCP(gateway.port, query)
            }
            #expect(try messages(in: answers).count == 1)
        }
    }

    @Test func `an address that is taken is told with what to do`() async throws {
        try await withGateway(node) { gateway in
            let configuration = DNSGatewayConfiguration(
                listen: [.init(host: "127.0.0.1", port: gateway.port)], domains: ["example.org"])
            let second = try DNSGateway(
                configuration: configuration, node: ScriptedNode(), refusals: gateway.refusals,
                logger: .init(label: "test"))
            let error = await #expect(throws: DNSGatewayError.self) { try await second.run() }
            #expect(
                error?.description
                    == "dns: cannot listen on 127.0.0.1:\(gateway.port): Address already in use; "
                    + "choose another address in dns.listen, or stop what uses this one")
        }
    }

    @Test func `when only UDP is taken nothing is left behind`() async throws {
        let (taken, port) = try await datagramSocketWithoutStreamSocket()
        let configuration = DNSGatewayConfiguration(
            listen: [.init(host: "127.0.0.1", port: port)], domains: ["example.org"])
        let gateway = try DNSGateway(
            configuration: configuration, node: ScriptedNode(), refusals: .init(),
            logger: .init(label: "test"))
        await #expect(throws: DNSGatewayError.self) { try await gateway.run() }
        try await taken.close()
    }

    private func datagramSocketWithoutStreamSocket() async throws -> (any Channel, Int) {
        let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        return (channel, try #require(channel.localAddress?.port))
    }
}
