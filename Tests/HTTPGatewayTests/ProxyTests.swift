import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import HTTPGateway

/// The tests' own connections come from 127.0.0.1.
@Suite struct ProxyTests {
    private let node = MemoryNode()
    private let body =
        Array("keytext=".utf8) + percentEscaped(Armor.encode(SyntheticKey(1).packets))
    private let proxies = [AddressRange("127.0.0.1")!, AddressRange("10.0.0.0/8")!]

    private func submission(_ headers: [String] = []) -> [UInt8] {
        let head =
            ["POST /pks/add HTTP/1.1", "Content-Length: \(body.count)", "Connection: close"]
            + headers
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    private var lastClient: String? {
        guard case .client(let address)? = node.submissions.last?.origin else { return nil }
        return address
    }

    private func status(_ octets: [UInt8]) -> Int? { Reply.parse(octets, toHead: false)?.0.status }

    @Test func `the client is whom a trusted proxy names`() async throws {
        try await withGateway(node, trustedProxies: proxies) { gateway in
            for (header, client) in [
                ("X-Forwarded-For: 203.0.113.5", "203.0.113.5"),
                ("X-Forwarded-For: 198.51.100.1, 203.0.113.6, 10.1.1.1", "203.0.113.6"),
                ("x-forwarded-for: [2001:db8::5]:443", "2001:db8::5"),
                ("X-Other: 203.0.113.5", "127.0.0.1"),
            ] {
                let octets = try await exchange(gateway.port, submission([header]))
                #expect(status(octets) == 200)
                #expect(lastClient == client)
            }
            #expect(gateway.refusals.all.isEmpty)
        }
    }

    @Test func `nobody else is believed`() async throws {
        try await withGateway(node, trustedProxies: [AddressRange("10.0.0.0/8")!]) { gateway in
            _ = try await exchange(gateway.port, submission(["X-Forwarded-For: 203.0.113.5"]))
            #expect(lastClient == "127.0.0.1")
            let line = Array("PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n".utf8)
            let octets = try await exchange(gateway.port, line + submission())
            #expect(status(octets) == 400)
            #expect(gateway.refusals.all["hkp.malformed"] == 1)
            #expect(node.submissions.count == 1)
        }
    }

    @Test func `a proxy that names no address gets 400`() async throws {
        try await withGateway(node, trustedProxies: proxies) { gateway in
            let octets = try await exchange(
                gateway.port, submission(["X-Forwarded-For: unknown"]))
            #expect(status(octets) == 400)
            #expect(gateway.refusals.all == ["hkp.forwarded": 1])
            #expect(node.submissions.isEmpty)
        }
    }

    @Test func `a PROXY header names the client, however it is cut`() async throws {
        let line = Array("PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n".utf8)
        let block: [UInt8] =
            [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10, 0x21, 0x11, 0, 12]
            + [203, 0, 113, 5, 192, 0, 2, 1, 0xDC, 4, 1, 0xBB]
        let request = submission(["X-Forwarded-For: 198.51.100.1"])
        try await withGateway(node, trustedProxies: proxies) { gateway in
            for header in [line, block] {
                let whole = try await exchange(gateway.port, header + request)
                #expect(status(whole) == 200)
                #expect(lastClient == "203.0.113.5")
                let pieces = try await withConnection(gateway.port) { connection in
                    for octet in header { try await connection.send([octet]) }
                    try await connection.send(request)
                    return await connection.receiveAll()
                }
                #expect(status(pieces) == 200)
                #expect(lastClient == "203.0.113.5")
            }
            let plain = try await exchange(gateway.port, submission())
            #expect(status(plain) == 200)
            #expect(lastClient == "127.0.0.1")
            #expect(gateway.refusals.all.isEmpty)
        }
    }

    @Test func `a PROXY header holds for every request of its connection`() async throws {
        try await withGateway(node, trustedProxies: proxies) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n")
                for _ in 0..<2 {
                    try await connection.send(
                        Array(
                            "POST /pks/add HTTP/1.1\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
                            + body)
                    #expect(try await connection.receive().status == 200)
                }
            }
            #expect(
                node.submissions.map(\.origin) == [.client("203.0.113.5"), .client("203.0.113.5")])
        }
    }

    @Test func `a malformed PROXY header gets 400 and is counted`() async throws {
        try await withGateway(node, trustedProxies: proxies) { gateway in
            let cases: [([UInt8], Bool)] = [
                (Array("PROXY TCP4 203.0.113.5\r\n".utf8) + submission(), false),
                (Array("PROXY TCP4 ".utf8) + [UInt8](repeating: 0x31, count: 200), false),
                (Array("PROXY TC".utf8), true),
            ]
            for (octets, finishes) in cases {
                let answer = try await exchange(gateway.port, octets, finishes: finishes)
                #expect(status(answer) == 400)
            }
            #expect(gateway.refusals.all == ["hkp.proxy": 3])
            #expect(node.submissions.isEmpty)
            #expect(try await request(gateway, "GET", "/pks/health").status == 200)
        }
    }
}

/// As dirmngr sends a form: every octet escaped.
func percentEscaped(_ octets: [UInt8]) -> [UInt8] {
    Array(
        octets.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
            .joined().utf8)
}
