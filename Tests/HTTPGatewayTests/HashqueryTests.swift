import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct HashqueryTests {
    private let digest = "da84f40d830a7be2a3c0b7f2e146bfaa"

    private func octets(_ integer: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: integer >> $0) }
    }

    @Test func `the request is count, length and digest`() throws {
        let wanted = try #require(KeyDigest(hex: digest))
        let body: [UInt8] = octets(1) + octets(16) + wanted.bytes
        #expect(body.count == 24)
        #expect(try Hashquery.digests(of: body, limit: 10) == [wanted])
        #expect(try Hashquery.digests(of: body + [0x0D, 0x0A], limit: 10) == [wanted])
        #expect(try Hashquery.digests(of: octets(0), limit: 10).isEmpty)
    }

    @Test func `the answer is count, length and key, and ends with CR LF`() {
        #expect(
            Hashquery.body(of: [[1, 2, 3], []])
                == octets(2) + octets(3) + [1, 2, 3] + octets(0) + [0x0D, 0x0A])
        #expect(Hashquery.body(of: []) == [0, 0, 0, 0, 0x0D, 0x0A])
    }

    @Test func `each way to be wrong has its reason`() throws {
        let wanted = try #require(KeyDigest(hex: digest)).bytes
        let cases: [([UInt8], HashqueryError)] = [
            ([], .truncated), ([0, 0, 0], .truncated), (octets(1), .truncated),
            (octets(1) + octets(16) + wanted.dropLast(), .truncated),
            (octets(2) + octets(16) + wanted, .truncated),
            (octets(11), .tooManyDigests(11, limit: 10)),
            ([0xFF, 0xFF, 0xFF, 0xFF], .tooManyDigests(0xFFFF_FFFF, limit: 10)),
            (octets(1) + octets(17) + wanted + [0], .digestLength(17)),
            (octets(1) + [0xFF, 0xFF, 0xFF, 0xFF] + wanted, .digestLength(0xFFFF_FFFF)),
            (octets(1) + octets(16) + wanted + [0], .trailing(1)),
        ]
        for (body, error) in cases {
            #expect(throws: error) { try Hashquery.digests(of: body, limit: 10) }
        }
    }

    @Test func `known digests give their keys, unknown ones nothing`() async throws {
        let keys = (0..<3).map { SyntheticKey($0).key }
        let node = MemoryNode(keys)
        let digests = try keys.map { try #require($0.digestInSKS) }
        let body =
            octets(3) + octets(16) + digests[2].bytes + octets(16)
            + (try #require(KeyDigest(hex: digest))).bytes + octets(16) + digests[0].bytes
        let expected = Hashquery.body(of: [keys[2].encoded(), keys[0].encoded()])
        try await withGateway(node) { gateway in
            // As SKS asks: HTTP/1.0, one header, no Host, no Content-Type.
            let octets = try await exchange(
                gateway.port,
                Array("POST /pks/hashquery HTTP/1.0\r\ncontent-length: \(body.count)\r\n\r\n".utf8)
                    + body)
            let (reply, rest) = try #require(Reply.parse(octets, toHead: false))
            #expect(reply.status == 200)
            #expect(reply["Content-Type"] == "pgp/keys")
            #expect(reply["Content-Length"] == String(expected.count))
            #expect(reply["Transfer-Encoding"] == nil)
            #expect(reply.body == expected)
            #expect(rest.isEmpty)
            // As Hockeypuck asks.
            let other = try await request(
                gateway, "POST", "/pks/hashquery", headers: ["Content-Type: sks/hashquery"],
                body: body)
            #expect(other.body == expected)
        }
    }

    @Test func `an answer holds no more octets than allowed`() async throws {
        let keys = (0..<10).map { SyntheticKey($0).key }
        var limits = HTTPLimits()
        limits.hashqueryAnswer = keys[0].encoded().count * 3 + 100
        let digests = try keys.map { try #require($0.digestInSKS) }
        let body = octets(10) + digests.flatMap { octets(16) + $0.bytes }
        try await withGateway(MemoryNode(keys), limits: limits) { gateway in
            let reply = try await request(gateway, "POST", "/pks/hashquery", body: body)
            #expect(reply.body.prefix(4) == octets(3)[...])
        }
    }

    @Test func `bad bodies get 400 and are counted`() async throws {
        try await withGateway(MemoryNode()) { gateway in
            let bodies: [[UInt8]] = [[], octets(10_001), octets(1) + octets(5) + [1, 2, 3, 4, 5]]
            for body in bodies {
                let reply = try await request(gateway, "POST", "/pks/hashquery", body: body)
                #expect(reply.status == 400)
                #expect(reply.text.hasPrefix("hashquery: "))
            }
            #expect(gateway.refusals.all["hkp.hashquery"] == bodies.count)
            let large = try await exchange(
                gateway.port, "POST /pks/hashquery HTTP/1.0\r\nContent-Length: 300000\r\n\r\n")
            let (reply, _) = try #require(Reply.parse(large, toHead: false))
            #expect(reply.status == 413)
        }
    }
}
