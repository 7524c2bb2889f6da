import NIOSSL
import NodeService
import TestCertificates
import Testing
import TransportSecurity

@testable import HTTPGateway

/// What a gateway takes anew while it runs.
@Suite struct ReloadTests {
    private let node = MemoryNode()
    private static let health = "GET /pks/health HTTP/1.1\r\n\r\n"

    @Test func `a renewed certificate is for new connections, and the old ones go on`()
        async throws
    {
        let (folder, renewed) = (try TLSFolder(), try TLSFolder())
        let (before, after) = (try folder.client(), try renewed.client())
        try await withGateway(node, tls: folder.server) { gateway in
            try await withConnection(gateway.port, tls: before) { old in
                try await old.send(Self.health)
                #expect(try await old.receive().status == 200)

                try await gateway.reload { $0.listen[0].tls = renewed.server }

                try await withConnection(gateway.port, tls: after) { new in
                    try await new.send(Self.health)
                    #expect(try await new.receive().status == 200)
                }
                try await old.send(Self.health)
                #expect(try await old.receive().status == 200)
            }
            await #expect(throws: (any Error).self) {
                try await withConnection(gateway.port, tls: before) { late in
                    try await late.send(Self.health)
                }
            }
        }
    }

    @Test func `the files are read again where they are the same`() async throws {
        let folder = try TLSFolder()
        let client = try folder.client()
        try await withGateway(node, tls: folder.server) { gateway in
            try folder.certificates.makeServer(days: -1)
            try await gateway.reload { _ in }
            await #expect(throws: (any Error).self, "its certificate has expired") {
                try await withConnection(gateway.port, tls: client) { connection in
                    try await connection.send(Self.health)
                }
            }
            try folder.certificates.makeServer()
            try await gateway.reload { _ in }
            try await withConnection(gateway.port, tls: client) { connection in
                try await connection.send(Self.health)
                #expect(try await connection.receive().status == 200)
            }
        }
    }

    @Test func `files that cannot be used change nothing`() async throws {
        let (folder, other) = (try TLSFolder(), try TLSFolder())
        let client = try folder.client()
        try await withGateway(node, tls: folder.server) { gateway in
            let thrown = await #expect(throws: HTTPGatewayError.self) {
                try await gateway.reload {
                    $0.listen[0].tls?.key = other.certificates.key
                    $0.trustedProxies = [AddressRange("127.0.0.1")!]
                }
            }
            let error = try #require(thrown)
            #expect("\(error)".contains("is not the key of"))
            try await withConnection(gateway.port, tls: client) { connection in
                try await connection.send(Self.health)
                #expect(try await connection.receive().status == 200)
            }
            let line = "PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n"
            _ = try await exchange(gateway.port, line)
            #expect(gateway.refusals.all["hkp.tls"] == 1, "a proxy is trusted now")
        }
    }

    @Test func `proxies and bounds are those in force when a connection or request begins`()
        async throws
    {
        try await withGateway(node) { gateway in
            let body = "keytext=" + String(repeating: "a", count: 400_000)
            let submission =
                "POST /pks/add HTTP/1.1\r\nX-Forwarded-For: nobody\r\nConnection: close\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
            func status() async throws -> Int? {
                Reply.parse(try await exchange(gateway.port, submission), toHead: false)?.0.status
            }
            let first = try await status()
            #expect(first != nil && first != 413)
            try await gateway.reload { $0.limits.submission = 100_000 }
            #expect(try await status() == 413)
            try await gateway.reload { $0.trustedProxies = [AddressRange("127.0.0.1")!] }
            #expect(try await status() == 400)
            #expect(gateway.refusals.all["hkp.forwarded"] == 1)
        }
    }

    @Test func `who reads metrics and how long a connection may be silent are taken`() async throws
    {
        try await withGateway(node) { gateway in
            #expect(try await request(gateway, "GET", "/metrics").status == 200)
            try await gateway.reload {
                $0.metricsReaders = [AddressRange("192.0.2.0/24")!]
                $0.idleTimeout = .milliseconds(100)
            }
            #expect(try await request(gateway, "GET", "/metrics").status == 403)
            #expect(try await exchange(gateway.port, "").isEmpty, "it is closed")
        }
    }
}
