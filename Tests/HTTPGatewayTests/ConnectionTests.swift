import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NodeService
import OpenPGP
import SyntheticKeys
import TestSupport
import Testing

@testable import HTTPGateway

@Suite struct ConnectionTests {
    private let node = MemoryNode([SyntheticKey(1).key])

    private func reply(_ octets: [UInt8]) throws -> Reply {
        let (reply, rest) = try #require(
            Reply.parse(octets, toHead: false), "no answer: \(octets.count) octets")
        #expect(rest.isEmpty)
        return reply
    }

    @Test func `a client of HTTP/1.0 gets its answer and the end of the connection`() async throws {
        try await withGateway(node) { gateway in
            let reply = try reply(
                await exchange(gateway.port, "GET /pks/health HTTP/1.0\r\n\r\n"))
            #expect(reply.status == 200 && reply.text == "OK\n")
            #expect(reply["Connection"] == "close")
        }
    }

    @Test func `a client of HTTP/1.0 that asks to keep the connection keeps it`() async throws {
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port) { connection in
                for _ in 0..<3 {
                    try await connection.send(
                        "GET /pks/health HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                    let reply = try await connection.receive()
                    #expect(reply.status == 200)
                    #expect(reply["Connection"] == "keep-alive")
                }
                try await connection.send("GET /pks/health HTTP/1.0\r\n\r\n")
                #expect(try await connection.receive().status == 200)
                #expect(await connection.receiveAll().isEmpty)
            }
        }
    }

    @Test func `a client of HTTP/1.1 keeps the connection until it asks otherwise`() async throws {
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port) { connection in
                for _ in 0..<3 {
                    try await connection.send("GET /pks/health HTTP/1.1\r\nHost: x\r\n\r\n")
                    let reply = try await connection.receive()
                    #expect(reply.status == 200)
                    #expect(reply["Connection"] == nil)
                }
                try await connection.send(
                    "GET /pks/health HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n")
                let last = try await connection.receive()
                #expect(last["Connection"] == "close")
                #expect(await connection.receiveAll().isEmpty)
            }
        }
    }

    @Test func `pipelined requests are answered in their order`() async throws {
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(
                    "GET /pks/health HTTP/1.1\r\n\r\nGET /nowhere HTTP/1.1\r\n\r\n"
                        + "HEAD / HTTP/1.1\r\n\r\n"
                        + "GET /robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n"
                )
                #expect(try await connection.receive().text == "OK\n")
                #expect(try await connection.receive().status == 404)
                #expect(try await connection.receive(toHead: true).status == 200)
                #expect(try await connection.receive().text.hasPrefix("User-agent"))
                #expect(await connection.receiveAll().isEmpty)
            }
        }
    }

    @Test func `no answer is ever chunked, however large`() async throws {
        let large = try Keys.large(9, octets: 3_000_000)
        node.store(large)
        try await withGateway(node) { gateway in
            for version in ["1.0", "1.1"] {
                let reply = try reply(
                    await exchange(
                        gateway.port,
                        "GET /pks/lookup?op=get&options=bin&search=0x\(large.fingerprint.hex) "
                            + "HTTP/\(version)\r\nConnection: close\r\n\r\n"))
                #expect(reply.body == large.encoded())
                #expect(reply["Transfer-Encoding"] == nil)
                #expect(reply["Content-Length"] == String(large.encoded().count))
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton)
            let response = try await client.execute(
                HTTPClientRequest(
                    url: "\(gateway.url)/pks/lookup?op=get&search=0x\(large.fingerprint.hex)"),
                timeout: .seconds(20))
            let body = try await response.body.collect(upTo: 10_000_000)
            #expect(try Armor.decode(Array(body.readableBytesView))[0].bytes == large.encoded())
            #expect(response.headers["transfer-encoding"].isEmpty)
            try await client.shutdown()
        }
    }

    @Test func `who asks once is not waited for, who brings something is`() async throws {
        let (key, bytes) = (SyntheticKey(1).key, SyntheticKey(2).key.encoded())
        let get = "GET /pks/lookup?op=get&search=0x\(key.fingerprint.hex) HTTP/1.0\r\n\r\n"
        let type = "Content-Type: application/pgp-keys"
        let post = "POST /pks/add HTTP/1.0\r\n\(type)\r\nContent-Length: \(bytes.count)\r\n\r\n"
        var limits = HTTPLimits()
        limits.lingerDuration = .seconds(60)
        try await withGateway(node, limits: limits) { gateway in
            // The one that asks for their number is one of them.
            @Sendable func connections() async throws -> Int? {
                let text = try await request(gateway, "GET", "/metrics").text
                let line = text.split(separator: "\n").first {
                    $0.hasPrefix("claviger_http_connections{")
                }
                return line?.split(separator: " ").last.flatMap { Int($0) }
            }
            try await withConnection(gateway.port) { connection in
                try await connection.send(get)
                #expect(try await connection.receive().status == 200)
                try await until { try await connections() == 1 }
            }
            try await withConnection(gateway.port) { connection in
                try await connection.send(Array(post.utf8) + bytes)
                #expect(try await connection.receive().status == 200)
                #expect(await connection.receiveAll().isEmpty)
                let count = try await connections()
                #expect(count == 2)
                // Octets that some send behind what they bring do no harm.
                try await connection.send("\r\n")
            }
        }
    }

    @Test func `who closes for writing early still gets the whole answer`() async throws {
        let large = try Keys.large(9, octets: 3_000_000)
        node.store(large)
        try await withGateway(node) { gateway in
            for version in ["1.0", "1.1"] {
                let reply = try reply(
                    await exchange(
                        gateway.port,
                        "GET /pks/lookup?op=get&options=bin&search=0x\(large.fingerprint.hex) "
                            + "HTTP/\(version)\r\n\r\n", finishes: true))
                #expect(reply.body == large.encoded())
            }
        }
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n", "FROB / HTTP/1.1\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        "POST /pks/add HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /pks/add HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /pks/add HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nX: \u{0}\r\n\r\n",
    ])
    func `what is no HTTP is refused, counted, and the next client served`(
        text: String
    ) async throws {
        try await withGateway(node) { gateway in
            let octets = try await exchange(gateway.port, text)
            let (reply, _) = try #require(Reply.parse(octets, toHead: false))
            #expect(reply.status == 400)
            #expect(reply.text.hasPrefix("This is not an HTTP request that can be read: "))
            #expect(reply["Access-Control-Allow-Origin"] == "*")
            #expect(reply["Connection"] == "close")
            #expect(gateway.refusals.all["hkp.malformed"] == 1)
            let next = try await request(gateway, "GET", "/pks/health")
            #expect(next.status == 200)
        }
    }

    @Test func `random octets never harm`() async throws {
        let seed = testSeed()
        var generator = SplitMix(state: seed)
        let inputs = (0..<60).map { _ -> [UInt8] in
            let length = Int.random(in: 1...3000, using: &generator)
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let heads = [
                "", "GET /pks/lookup?", "POST /pks/add HTTP/1.1\r\n\r\n",
                "POST /pks/hashquery HTTP/1.0\r\nContent-Length: \(length)\r\n\r\n",
                "POST /pks/add HTTP/1.0\r\nContent-Length: \(length)\r\n\r\nkeytext=",
                "POST /pks/add HTTP/1.0\r\nContent-Type: application/pgp\r\n"
                    + "Content-Length: \(length)\r\n\r\n",
            ]
            return Array(heads.randomElement(using: &generator)!.utf8) + noise
        }
        try await withGateway(node) { gateway in
            for input in inputs {
                let octets = try await exchange(gateway.port, input, finishes: true)
                if let (reply, _) = Reply.parse(octets, toHead: false) {
                    #expect((200..<500).contains(reply.status))
                }
            }
            #expect(try await request(gateway, "GET", "/pks/health").status == 200)
        }
    }

    @Test func `a head that is too large is refused`() async throws {
        var limits = HTTPLimits()
        limits.head = 2000
        limits.headerFields = 20
        try await withGateway(node, limits: limits) { gateway in
            let long = try await exchange(
                gateway.port,
                "GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 3000))\r\n\r\n")
            #expect(Reply.parse(long, toHead: false)?.0.status == 400)
            let many = try await exchange(
                gateway.port,
                "GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 30) + "\r\n")
            #expect(Reply.parse(many, toHead: false)?.0.status == 400)
            #expect(gateway.refusals.all["hkp.malformed"] == 2)
        }
    }

    @Test func `the body is called for before it is sent, and a large one is not`() async throws {
        var limits = HTTPLimits()
        limits.submission = 1000
        try await withGateway(node, limits: limits) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(
                    "POST /pks/add HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
                #expect(try await connection.receive().status == 100)
                try await connection.send("keytext=x")
                #expect(try await connection.receive().status == 400)
            }
            let refused = try await exchange(
                gateway.port,
                "POST /pks/add HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 900000\r\n\r\n")
            #expect(Reply.parse(refused, toHead: false)?.0.status == 413)
        }
    }

    @Test func `a refusal reaches the client that goes on sending`() async throws {
        var limits = HTTPLimits()
        limits.submission = 1000
        try await withGateway(node, limits: limits) { gateway in
            let octets = try await withConnection(gateway.port) { connection in
                try await connection.send(
                    "POST /pks/add HTTP/1.1\r\nContent-Length: 50000000\r\n\r\n")
                for _ in 0..<20 {
                    try? await connection.send(Array(repeating: 0x61, count: 65536))
                }
                return await connection.receiveAll()
            }
            #expect(try reply(octets).status == 413)
        }
    }

    @Test func `a connection beyond the limit takes the place of one that sends slowly or nothing`()
        async throws
    {
        var limits = HTTPLimits()
        limits.connections = 1
        let ask = "GET /pks/health HTTP/1.1\r\n\r\n"
        for begin in [ask, ask + "GET /pks/health HTTP/1.1\r\nX-Slow: "] {
            try await withGateway(node, limits: limits) { gateway in
                try await withConnection(gateway.port) { first in
                    try await first.send(begin)
                    #expect(try await first.receive().status == 200)
                    let second = try await withConnection(gateway.port) { second in
                        try await second.send(ask)
                        return try await second.receive().status
                    }
                    #expect(second == 200)
                    #expect(await first.receiveAll().isEmpty)
                }
                #expect(gateway.refusals.all["hkp.idle"] == 1)
            }
        }
    }

    @Test func `a connection beyond the limit is closed while all others are worked for`()
        async throws
    {
        let slow = SlowNode()
        var limits = HTTPLimits()
        limits.connections = 1
        try await withGateway(slow, limits: limits) { gateway in
            try await withConnection(gateway.port) { first in
                try await first.send("GET /pks/health HTTP/1.1\r\n\r\n")
                await slow.started.wait()
                let second = try await withConnection(gateway.port) { second in
                    await second.receiveAll()
                }
                #expect(second.isEmpty)
                #expect(gateway.refusals.all == ["hkp.full": 1])
                slow.mayEnd.open()
                #expect(try await first.receive().status == 200)
            }
        }
    }

    @Test func `answers that are not read are bounded together`() async throws {
        let large = try Keys.large(9, octets: 12_000_000)
        node.store(large)
        var limits = HTTPLimits()
        limits.answersInFlight = 20_000_000
        let target = "/pks/lookup?op=get&options=bin&search=0x\(large.fingerprint.hex)"
        try await withGateway(node, limits: limits) { gateway in
            try await withConnection(gateway.port, receiveBuffer: 4096) { unread in
                try await unread.send("GET \(target) HTTP/1.1\r\nConnection: close\r\n\r\n")
                await unread.receiveBeginning()
                let second = try await request(gateway, "GET", target)
                #expect(second.status == 503)
                #expect(try reply(await unread.receiveAll()).body == large.encoded())
            }
            try await until { try await request(gateway, "GET", target).status == 200 }
        }
    }
}
