import Keyring
import NIOSSL
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct TLSTests {
    private let node = MemoryNode()
    private static let health = "GET /pks/health HTTP/1.1\r\n\r\n"

    /// The status of one request on a connection of its own; nil when there is no answer.
    private func status(
        _ gateway: RunningGateway, _ client: NIOSSLContext, _ text: String = Self.health
    ) async throws -> Int? {
        try await withConnection(gateway.port, tls: client) { connection in
            do {
                try await connection.send(text)
                return try await connection.receive().status
            } catch {
                return nil
            }
        }
    }

    @Test func `what is asked over TLS is answered as without it`() async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        let body =
            Array("keytext=".utf8) + percentEscaped(Armor.encode(SyntheticKey(1).packets))
        try await withGateway(node, tls: folder.server) { gateway in
            try await withConnection(gateway.port, tls: client) { connection in
                for _ in 0..<2 {
                    try await connection.send(Self.health)
                    let reply = try await connection.receive()
                    #expect(reply.status == 200 && reply["Connection"] == nil)
                }
                try await connection.send(
                    Array(
                        ("POST /pks/add HTTP/1.1\r\nConnection: close\r\n"
                            + "Content-Length: \(body.count)\r\n\r\n").utf8) + body)
                let reply = try await connection.receive()
                #expect(reply.status == 200 && reply["Connection"] == "close")
                #expect(await connection.receiveAll().isEmpty)
            }
            #expect(gateway.refusals.all.isEmpty)
        }
        #expect(node.submissions.map(\.origin) == [.client("127.0.0.1")])
    }

    @Test func `a client of HTTP 1.0 gets the end of the connection behind its answer`()
        async throws
    {
        let folder = try TLSFolder()
        let client = try folder.client()
        try await withGateway(node, tls: folder.server) { gateway in
            let octets = try await withConnection(gateway.port, tls: client) { connection in
                try await connection.send("GET /pks/health HTTP/1.0\r\n\r\n")
                return await connection.receiveAll()
            }
            #expect(Reply.parse(octets, toHead: false)?.0.status == 200)
        }
    }

    @Test func `a large key comes whole`() async throws {
        let large = try Keys.large(9, octets: 12_000_000)
        node.store(large)
        let folder = try TLSFolder()
        let client = try folder.client()
        try await withGateway(node, tls: folder.server) { gateway in
            let octets = try await withConnection(gateway.port, tls: client) { connection in
                try await connection.send(
                    "GET /pks/lookup?op=get&options=bin&search=0x\(large.fingerprint.hex) "
                        + "HTTP/1.0\r\n\r\n")
                return await connection.receiveAll()
            }
            let reply = try #require(Reply.parse(octets, toHead: false)).0
            #expect(reply.status == 200 && reply.body == large.encoded())
        }
    }

    @Test(
        arguments: [
            (TLSVersion.tlsv1, nil), (.tlsv11, nil), (.tlsv12, 200), (.tlsv13, 200),
        ] as [(TLSVersion, Int?)])
    func `what is older than TLS 1.2 is refused`(version: TLSVersion, expected: Int?) async throws {
        let folder = try TLSFolder()
        let client = try folder.client(at: version)
        try await withGateway(node, tls: folder.server) { gateway in
            let answered = try await status(gateway, client)
            #expect(answered == expected)
            // The client may know it first.
            while expected == nil, gateway.refusals.all.isEmpty {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(gateway.refusals.all == (expected == nil ? ["hkp.tls": 1] : [:]))
        }
    }

    @Test func `only clients of the named CA are let in where one is named`() async throws {
        let (folder, strangers) = (try TLSFolder(), try TLSFolder())
        let nobody = try folder.client()
        let stranger = try folder.client(identity: strangers.certificates)
        let known = try folder.client(identity: folder.certificates)
        try await withGateway(node, tls: folder.serverForKnown) { gateway in
            let refused = [
                try await status(gateway, nobody), try await status(gateway, stranger),
            ]
            #expect(refused == [nil, nil])
            #expect(gateway.refusals.all == ["hkp.tls": 2])
            let answered = try await status(gateway, known)
            #expect(answered == 200)
            #expect(gateway.refusals.all == ["hkp.tls": 2])
        }
    }

    @Test(arguments: [
        Self.health, "HEAD / HTTP/1.0\r\n\r\n",
        "POST /pks/add HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
    ])
    func `who speaks HTTP without TLS is told so, and the next client served`(
        text: String
    ) async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        try await withGateway(node, tls: folder.server) { gateway in
            // In two pieces, of which the first may be of anything.
            let octets = try await withConnection(gateway.port) { connection in
                try await connection.send(String(text.prefix(2)))
                try await connection.send(String(text.dropFirst(2)))
                return await connection.receiveAll()
            }
            let reply = try #require(Reply.parse(octets, toHead: false)).0
            #expect(reply.status == 400 && reply["Connection"] == "close")
            #expect(reply.text == "This port speaks TLS: use https:// in place of http://.\n")
            #expect(gateway.refusals.all == ["hkp.tls": 1])
            #expect(try await status(gateway, client) == 200)
        }
    }

    @Test func `who is told that a port speaks TLS and stays is closed`() async throws {
        let folder = try TLSFolder()
        try await withGateway(node, tls: folder.server) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(Self.health)
                let octets = await connection.receiveAll()
                #expect(!octets.isEmpty)
                // The server reads on for a while, but not for ever.
                while (try? await connection.send(Self.health)) != nil {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }

    @Test(arguments: [
        "GET/x HTTP/1.1\r\n\r\n", "get / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}hello",
        String(repeating: "\u{0}", count: 2000),
        "SSH-2.0-client\r\n",
        "\u{16}\u{3}\u{1}\u{7F}\u{7F}" + String(repeating: "a", count: 40_000),
    ])
    func `what is no TLS is closed and counted, and the next client served`(
        text: String
    ) async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        try await withGateway(node, tls: folder.server) { gateway in
            let octets = try await exchange(gateway.port, text)
            #expect(Reply.parse(octets, toHead: false) == nil)
            #expect(gateway.refusals.all == ["hkp.tls": 1])
            #expect(try await status(gateway, client) == 200)
        }
    }

    @Test func `random octets never harm`() async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        var generator = SplitMix(state: testSeed())
        let inputs = (0..<40).map { _ -> [UInt8] in
            let heads: [[UInt8]] = [
                [], [0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3], [0x15, 3, 3, 0, 2],
            ]
            let length = Int.random(in: 1...2000, using: &generator)
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return heads.randomElement(using: &generator)! + noise
        }
        try await withGateway(node, tls: folder.server) { gateway in
            for input in inputs {
                _ = try await exchange(gateway.port, input, finishes: true)
            }
            #expect(try await status(gateway, client) == 200)
        }
    }

    @Test func `who connects and goes away is not counted`() async throws {
        let folder = try TLSFolder()
        try await withGateway(node, tls: folder.server) { gateway in
            let octets = try await exchange(gateway.port, [], finishes: true)
            #expect(octets.isEmpty)
            #expect(gateway.refusals.all.isEmpty)
        }
    }

    @Test func `a handshake is not waited for longer than a request`() async throws {
        let folder = try TLSFolder()
        try await withGateway(node, tls: folder.server, idleTimeout: .milliseconds(300)) {
            gateway in
            let beginning: [UInt8] = [0x16, 3, 1, 0, 200, 1]
            let octets = try await exchange(gateway.port, beginning)
            #expect(octets.isEmpty)
            #expect(gateway.refusals.all == ["hkp.slow": 1])
        }
    }

    @Test func `a handshake that comes one octet at a time is cut off`() async throws {
        let folder = try TLSFolder()
        try await withGateway(node, tls: folder.server, idleTimeout: .milliseconds(300)) {
            gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send([0x16, 3, 1, 64, 0, 1])
                // As fast as the clock ticks, until the server has given up.
                while gateway.refusals.all.isEmpty {
                    do { try await connection.send([0]) } catch { break }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(gateway.refusals.all == ["hkp.slow": 1])
        }
    }

    @Test func `a proxy says who the client is before TLS begins`() async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        let proxies = [AddressRange("127.0.0.1")!]
        let body =
            Array("keytext=".utf8) + percentEscaped(Armor.encode(SyntheticKey(1).packets))
        let line = Array("PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n".utf8)
        try await withGateway(node, tls: folder.server, trustedProxies: proxies) { gateway in
            let reply = try await withConnection(gateway.port, tls: client, before: line) {
                connection in
                try await connection.send(
                    Array("POST /pks/add HTTP/1.1\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
                        + body)
                return try await connection.receive()
            }
            #expect(reply.status == 200)
            let octets = try await exchange(gateway.port, "PROXY nonsense\r\n")
            #expect(octets.isEmpty)
            #expect(gateway.refusals.all == ["hkp.proxy": 1])
        }
        #expect(node.submissions.map(\.origin) == [.client("203.0.113.5")])
    }

    @Test func `IPv6 is served with TLS and without`() async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        let body =
            Array("keytext=".utf8) + percentEscaped(Armor.encode(SyntheticKey(1).packets))
        let request =
            Array("POST /pks/add HTTP/1.1\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
        for tls in [folder.server, nil] {
            try await withGateway(node, host: "::1", tls: tls) { gateway in
                let reply = try await withConnection(
                    gateway.port, host: "::1", tls: tls == nil ? nil : client
                ) { connection in
                    try await connection.send(request)
                    return try await connection.receive()
                }
                #expect(reply.status == 200)
            }
        }
        #expect(
            node.submissions.map(\.origin) == [.client("::1"), .client("::1")])
    }
}
