import Logging
import NodeService
import OpenPGP
import SyntheticKeys
import TestSupport
import Testing

@testable import HTTPGateway

/// The deadlines are made short; the servers' own are in ``HTTPLimits``.
@Suite(.serialized) struct DeadlineTests {
    private let node = MemoryNode()

    private static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.requestDuration = .milliseconds(700)
        limits.answerDuration = .milliseconds(900)
        limits.lingerDuration = .milliseconds(200)
        limits.drainDuration = .milliseconds(500)
        return limits
    }()

    @Test func `a silent connection is closed`() async throws {
        try await withGateway(node, idleTimeout: .milliseconds(300), limits: Self.limits) {
            gateway in
            let octets = try await exchange(gateway.port, "")
            #expect(octets.isEmpty)
            #expect(gateway.refusals.all["hkp.slow"] == 1)
        }
    }

    @Test func `half a head is not waited for`() async throws {
        try await withGateway(node, idleTimeout: .milliseconds(300), limits: Self.limits) {
            gateway in
            let octets = try await exchange(gateway.port, "GET /pks/health HTTP/1.1\r\nHost:")
            #expect(Reply.parse(octets, toHead: false)?.0.status != 200)
            #expect(gateway.refusals.all["hkp.slow"] == 1)
        }
    }

    @Test func `a head that comes one octet at a time is cut off`() async throws {
        try await withGateway(node, idleTimeout: .milliseconds(300), limits: Self.limits) {
            gateway in
            let sent = try await withConnection(gateway.port) { connection in
                var sent = 0
                let clock = ContinuousClock()
                let start = clock.now
                // As fast as the clock ticks, far longer than allowed.
                while clock.now - start < .seconds(10) {
                    do { try await connection.send("a") } catch { break }
                    sent += 1
                    try await Task.sleep(for: .milliseconds(20))
                }
                return sent
            }
            #expect(sent < 200, "the connection lived on")
        }
    }

    @Test func `a body that comes one octet at a time is refused with 408`() async throws {
        try await withGateway(node, idleTimeout: .milliseconds(300), limits: Self.limits) {
            gateway in
            let octets = try await withConnection(gateway.port) { connection in
                try await connection.send(
                    "POST /pks/add HTTP/1.1\r\nContent-Length: 100000\r\n\r\nkeytext=")
                for _ in 0..<60 {
                    do { try await connection.send("a") } catch { break }
                    try await Task.sleep(for: .milliseconds(20))
                }
                return await connection.receiveAll()
            }
            #expect(Reply.parse(octets, toHead: false)?.0.status == 408)
            #expect(gateway.refusals.all["hkp.slow"] == 1)
            #expect(node.submissions.isEmpty, "what came of it was taken for the whole")
        }
    }

    @Test func `a body that stops is refused with 408`() async throws {
        try await withGateway(node, idleTimeout: .milliseconds(300), limits: Self.limits) {
            gateway in
            let octets = try await exchange(
                gateway.port, "POST /pks/add HTTP/1.1\r\nContent-Length: 100\r\n\r\nkeytext=")
            #expect(Reply.parse(octets, toHead: false)?.0.status == 408)
            let chunked = try await exchange(
                gateway.port,
                "POST /pks/add HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nkeytext=\r\n")
            #expect(Reply.parse(chunked, toHead: false)?.0.status == 408)
            #expect(node.submissions.isEmpty)
        }
    }

    @Test func `a client that does not read its answer is let go`() async throws {
        let large = try Keys.large(9, octets: 12_000_000)
        node.store(large)
        try await withGateway(node, idleTimeout: .milliseconds(300), limits: Self.limits) {
            gateway in
            try await withConnection(gateway.port, receiveBuffer: 4096) { connection in
                try await connection.send(
                    "GET /pks/lookup?op=get&options=bin&search=0x\(large.fingerprint.hex) "
                        + "HTTP/1.1\r\n\r\n")
                // Nothing is read here until the server has given up.
                try await until { gateway.refusals.all["hkp.slow"] == 1 }
                let received = await connection.receiveAll()
                #expect(received.count < large.encoded().count)
            }
        }
    }

    @Test func `a connection in use is not idle`() async throws {
        node.store(SyntheticKey(1).key)
        try await withGateway(node, idleTimeout: .seconds(1), limits: Self.limits) { gateway in
            try await withConnection(gateway.port) { connection in
                let clock = ContinuousClock()
                let start = clock.now
                while clock.now - start < .milliseconds(1300) {
                    try await connection.send("GET /pks/health HTTP/1.1\r\n\r\n")
                    #expect(try await connection.receive().status == 200)
                }
                #expect(await connection.receiveAll().isEmpty)
                // That it was closed when idle in the end is no refusal.
                #expect(gateway.refusals.all.isEmpty)
            }
        }
    }

    @Test func `stopping closes idle connections and finishes answers`() async throws {
        let slow = SlowNode()
        try await withGateway(slow, limits: Self.limits) { gateway in
            try await withConnection(gateway.port) { idle in
                try await idle.send("GET /robots.txt HTTP/1.1\r\n\r\n")
                _ = try await idle.receive()
                async let answered = exchange(
                    gateway.port, "GET /pks/health HTTP/1.1\r\n\r\n")
                await slow.started.wait()
                await gateway.stop()
                #expect(await idle.receiveAll().isEmpty)
                slow.mayEnd.open()
                let reply = try #require(Reply.parse(try await answered, toHead: false)).0
                #expect(reply.status == 200 && reply["Connection"] == "close")
            }
        }
    }

    @Test func `stopping finishes what is being submitted`() async throws {
        let slow = SlowNode()
        let body = String(
            decoding: Armor.encode(try Keys.named(1, "Alice").encoded()), as: UTF8.self)
        let text =
            "POST /pks/add HTTP/1.1\r\nHost: x\r\nContent-Type: application/pgp-keys\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try await withGateway(slow, limits: Self.limits) { gateway in
            async let answered = exchange(gateway.port, text)
            await slow.started.wait()
            await gateway.stop()
            slow.mayEnd.open()
            let reply = try #require(Reply.parse(try await answered, toHead: false)).0
            #expect(reply.status == 200)
        }
    }

    @Test func `stopping does not wait for who sends slowly`() async throws {
        try await withGateway(node, limits: HTTPLimits()) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(
                    "POST /pks/add HTTP/1.1\r\nContent-Length: 100\r\n\r\nkeytext=")
                try await connection.send("more")
                // The head has been seen once another connection is answered behind it.
                _ = try await request(gateway, "GET", "/pks/health")
                await gateway.stop()
                _ = await connection.receiveAll()
            }
        }
        #expect(node.submissions.isEmpty)
    }

    @Test func `an address in use is named`() async throws {
        try await withGateway(node) { gateway in
            let second = HTTPGateway(
                configuration: HTTPGatewayConfiguration(
                    listen: [.init(host: "127.0.0.1", port: gateway.port)],
                    facts: RunningGateway.facts),
                node: node, refusals: Refusals(), logger: .init(label: "test"))
            let thrown = await #expect(throws: HTTPGatewayError.self) { try await second.run() }
            let error = try #require(thrown)
            #expect("\(error)".contains("127.0.0.1:\(gateway.port)"))
        }
    }
}
