import Foundation
import Keyring
import NIOSSL
import NodeService
import OpenPGP
import SyntheticKeys
import TestCertificates
import TestNodes
import TestSupport
import Testing
import TransportSecurity

@testable import NodeSocket

/// The API of the node socket, for other hosts.
@Suite struct TLSServerTests {
    private let node = RecordingNode()
    private static let gateway = AccessRules.Subject.certificate(.dns("keys.test"))

    private func expectUntrusted(
        _ server: RunningTLSServer, _ address: NodeAddress, _ comment: Comment
    ) async {
        await #expect(comment) {
            try await server.status(address)
        } throws: { error in
            if case NodeSocketError.untrusted = error { true } else { false }
        }
    }

    @Test func `a gateway looks up and submits for its end users`() async throws {
        let key = SyntheticKey(1).key
        node.change {
            $0.lookup = .found([
                FoundKey(fingerprint: key.fingerprint, digest: nil, packets: key.encoded())
            ])
        }
        try await withTLSServer(node, [.gateway: [Self.gateway]]) { server in
            try await NodeSocketClient.with(server.address()) { client in
                let answer = try await client.lookup(.fingerprint(key.fingerprint), limit: 3)
                #expect(answer == node.asked.lookup)
                let submission = Submission(origin: .client("192.0.2.1"), bytes: key.encoded())
                _ = try await client.submit(submission)
                #expect(await client.isHealthy())
                await #expect(throws: NodeSocketError.self) { try await client.check() }
            }
            #expect(server.refusals.all == ["socket.forbidden": 1])
        }
        #expect(node.asked.submissions.map(\.origin) == [.client("192.0.2.1")])
    }

    @Test func `a submitter speaks for its certificate`() async throws {
        try await withTLSServer(node, [.submitter: [Self.gateway]]) { server in
            let own = "certificate dns localhost"
            try await NodeSocketClient.with(server.address()) { client in
                _ = try await client.submit(Submission(origin: .client(own), bytes: [1]))
                await #expect(throws: NodeSocketError.self) {
                    try await client.submit(Submission(origin: .client("user 0"), bytes: [1]))
                }
            }
        }
    }

    @Test func `who has no certificate of the CA does not get as far as a request`() async throws {
        try await withTLSServer(node, [.operator: [Self.gateway]]) { server in
            try await withFolder { folder in
                let strangers = try TestCertificates(in: folder)
                await expectUntrusted(
                    server, server.address(of: strangers), "the same name, from another CA")
            }
            await expectUntrusted(server, server.address("server"), "a certificate for servers")
            try await server.expectFailedHandshakes(2)
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .file(server.certificates.authority)
            let answer = try await exchange(
                "GET /v1/health HTTP/1.1\r\n\r\n", at: "127.0.0.1", server.port,
                tls: NIOSSLContext(configuration: configuration))
            #expect(answer == "")
            try await server.expectFailedHandshakes(3)
            #expect(try await server.status(server.address()) == RecordingNode.status)
        }
    }

    @Test func `a client does not speak to whoever is not the node`() async throws {
        try await withTLSServer(node, [.operator: [Self.gateway]]) { server in
            try await withFolder { folder in
                let strangers = try TestCertificates(in: folder)
                await expectUntrusted(
                    server, server.address(authority: strangers.authority), "another CA")
            }
            _ = try await server.status(server.address(host: "127.0.0.1"))
            try server.certificates.makeServer(names: "DNS:other.test,IP:127.0.0.2")
            try await server.reload()
            await expectUntrusted(server, server.address(), "another host's name")
            await expectUntrusted(
                server, server.address(host: "127.0.0.1"), "another host's address")
        }
    }

    @Test func `certificates are known by DNS name, URI or digest, and by nothing else`()
        async throws
    {
        try await withTLSServer(node, [:]) { server in
            try server.certificates.makeClient(
                "gateway.test", names: ["URI:spiffe://test/gw", "DNS:GW.Test", "DNS:*.wild.test"])
            let address = server.address("gateway.test")
            let digest = try server.certificates.openssl([
                "x509", "-noout", "-fingerprint", "-sha256", "-in", "gateway.test.pem",
            ])
            let digits = digest.split(separator: "=")[1].filter(\.isHexDigit).lowercased()
            func isLetIn(_ name: CertificateName) async throws -> Bool {
                server.access.take(AccessRules([.reader: [.certificate(name)]]))
                do {
                    _ = try await server.status(address)
                    return true
                } catch NodeSocketError.refused(code: "forbidden", let message) {
                    #expect(
                        message.hasPrefix(
                            "certificate uri spiffe://test/gw has no role here; this takes"))
                    return false
                }
            }
            let known: [CertificateName] = [
                .dns("gw.test"), .uri("spiffe://test/gw"), .sha256(digits),
            ]
            for name in known { #expect(try await isLetIn(name), "\(name)") }
            let unknown: [CertificateName] = [
                // Its common name.
                .dns("gateway.test"), .dns("a.wild.test"), .dns("test"), .uri("spiffe://test/GW"),
                .uri("gw.test"), .sha256(String(digits.reversed())),
            ]
            for name in unknown { #expect(try await !isLetIn(name), "\(name)") }
        }
    }

    @Test func `a role that is taken away is gone with the next request`() async throws {
        try await withTLSServer(node, [.reader: [Self.gateway]]) { server in
            try await NodeSocketClient.with(server.address()) { client in
                #expect(try await client.status() == RecordingNode.status)
                server.access.take(AccessRules())
                await #expect(throws: NodeSocketError.self) { try await client.status() }
                server.access.take(AccessRules([.auditor: [Self.gateway]]))
                _ = try await client.status()
            }
        }
    }

    @Test func `who follows changes sees none after his role is gone`() async throws {
        let (stream, more) = AsyncStream.makeStream(of: [KeyChange].self)
        node.change { $0.moreChanges = stream }
        try await withTLSServer(node, [.reader: [Self.gateway]]) { server in
            try await NodeSocketClient.with(server.address()) { client in
                let changes = try await client.changes(after: 0, following: true)
                var count = 0
                while count < RecordingNode.changes.count {
                    count += try #require(try await changes.next()).count
                }
                server.access.take(AccessRules())
                more.yield(RecordingNode.changes)
                await #expect(throws: NodeSocketError.self) { try await changes.next() }
            }
        }
    }

    @Test func `a dump comes whole`() async throws {
        let pieces = (0..<100).map { [UInt8](repeating: UInt8($0), count: 100_000) }
        node.change { $0.pieces = pieces }
        try await withTLSServer(node, [.operator: [Self.gateway]]) { server in
            try await NodeSocketClient.with(server.address()) { client in
                var octets: [UInt8] = []
                for try await piece in try await client.dump().octets { octets += piece }
                #expect(octets == pieces.flatMap { $0 })
            }
        }
    }

    @Test func `renewed files are taken, and a broken one changes nothing`() async throws {
        try await withTLSServer(node, [.reader: [Self.gateway]]) { server in
            let address = server.address()
            try server.certificates.makeServer(days: -1)
            _ = try await server.status(address)
            try await server.reload()
            await expectUntrusted(server, address, "it is not valid any more")
            try Data().write(to: URL(fileURLWithPath: server.certificates.key))
            await #expect(throws: NodeSocketError.self) { try await server.reload() }
            try server.certificates.makeServer()
            try await server.reload()
            _ = try await server.status(address)
        }
    }

    @Test func `a flood from one address before any handshake leaves its clients their service`()
        async throws
    {
        try await withTLSServer(node, [.reader: [Self.gateway]]) { server in
            let closed = 60
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<(TLSEntrance.connectionsOfOneAddress + closed) {
                    group.addTask { try await exchange("", at: "127.0.0.1", server.port) }
                }
                for _ in 0..<closed { _ = try await group.next() }
                for _ in 0..<5 {
                    #expect(try await server.status(server.address()) == RecordingNode.status)
                }
                group.cancelAll()
            }
            #expect(server.refusals.all["api.idle", default: 0] >= closed)
            #expect(server.refusals.all["api.full"] == nil)
        }
    }

    @Test(arguments: ["", "\u{16}", "GE"])
    func `a handshake that does not come is not waited for`(beginning: String) async throws {
        try await withTLSServer(node, [:], idleTimeout: .milliseconds(300)) { server in
            let received = try await exchange(beginning, at: "127.0.0.1", server.port)
            #expect(received == "")
        }
    }

    @Test func `who speaks without TLS is told so`() async throws {
        try await withTLSServer(node, [:]) { server in
            let answer = try await exchange(
                "GET /v1/health HTTP/1.1\r\n\r\n", at: "127.0.0.1", server.port)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains("This port speaks TLS: use https://"))
            try await server.expectFailedHandshakes(1)
        }
    }

    @Test func `files that cannot be used are told before anything is sent`() {
        #expect {
            try NodeSocketClient(
                .tls(
                    host: "localhost", port: 1,
                    ClientTLSFiles(certificate: "/absent", key: "/absent", authority: nil)))
        } throws: { error in
            "\(error)".hasPrefix("/absent cannot be read: No such file or directory")
        }
    }
}
