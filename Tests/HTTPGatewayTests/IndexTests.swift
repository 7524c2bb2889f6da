import FoundationEssentials
import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct IndexTests {
    @Test func `the machine-readable index has these octets`() async throws {
        let odd: [UInt8] = Array("100% a:b\n\r<c>".utf8) + [0xC3, 0xA9, 0xFF, 0x7F]
        let key = try Keys.withUserIDs(
            7, [Array("Plain <p@example.org>".utf8), odd], attributes: 2)
        let revoked = try Keys.withUserIDs(8, [Array("plain too".utf8)], isRevoked: true)
        let expected = """
            info:1:2
            pub:\(revoked.fingerprint.hex):22:\(try bits(revoked)):1500000008::r
            uid:plain too:1500000108::
            pub:\(key.fingerprint.hex):22:\(try bits(key)):1500000007::
            uid:Plain <p@example.org>:1500000107::
            uid:100%25 a%3Ab%0A%0D<c>%C3%A9%FF%7F:1500000107::
            uat::::
            uat::::

            """
        try await withGateway(MemoryNode([key, revoked])) { gateway in
            let reply = try await request(
                gateway, "GET", "/pks/lookup?op=index&options=mr&fingerprint=on&search=plain")
            #expect(reply.text == expected)
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            #expect(reply["X-HKP-Results-Count"] == "2")
            // SKS takes no operation for an index, and vindex is the same to programs.
            for operation in ["", "op=vindex&"] {
                let same = try await request(
                    gateway, "GET", "/pks/lookup?\(operation)options=mr&search=plain")
                #expect(same.text == expected)
            }
        }
    }

    private func bits(_ key: TransferablePublicKey) throws -> Int {
        try #require(key.primaryKey.bitLength)
    }

    @Test func `version 6 keys are not in a machine-readable index with others`() async throws {
        let four = try Keys.named(1, "Alice")
        let six = try Keys.version6(1, "Alice")
        try await withGateway(MemoryNode([four, six])) { gateway in
            let reply = try await request(
                gateway, "GET", "/pks/lookup?op=index&options=mr&search=alice")
            #expect(reply.text.hasPrefix("info:1:1\npub:\(four.fingerprint.hex):"))
            #expect(!reply.text.contains(six.fingerprint.hex))
        }
    }

    @Test func `the JSON index has Hockeypuck's names`() async throws {
        struct Key: Decodable {
            struct Algorithm: Decodable { let name: String; let code: Int; let bitLength: Int? }
            struct UserID: Decodable {
                struct Packet: Decodable { let tag: Int; let data: Data }
                let packet: Packet
                let keywords: String
                let validsince: String?
                let neverExpires: Bool?
            }
            struct Subkey: Decodable { let fingerprint: String; let longKeyID: String }
            let fingerprint: String
            let longKeyID: String
            let version: Int
            let creation: String
            let expiration: String?
            let neverExpires: Bool?
            let algorithm: Algorithm
            let md5: String?
            let length: Int
            let subKeys: [Subkey]
            let userIDs: [UserID]
        }
        let synthetic = SyntheticKey(3)
        let key = synthetic.with(identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)])
        try await withGateway(MemoryNode([key])) { gateway in
            let reply = try await request(
                gateway, "GET", "/pks/lookup?op=index&options=json&search=0x\(key.keyID.hex)")
            #expect(reply["Content-Type"] == "application/json")
            let keys = try JSONDecoder().decode([Key].self, from: Data(reply.body))
            let found = try #require(keys.first)
            #expect(found.fingerprint == key.fingerprint.hex.lowercased())
            #expect(found.longKeyID == key.keyID.hex.lowercased())
            #expect(found.version == 4)
            #expect(found.creation == "2017-07-14T02:40:03Z")
            #expect(found.neverExpires == true)
            #expect(found.algorithm.name == "eddsa" && found.algorithm.code == 22)
            #expect(found.md5 == key.digestInSKS?.hex)
            #expect(found.length == key.encoded().count)
            #expect(found.subKeys.count == 1)
            #expect(found.userIDs.map(\.keywords) == ["Name 3 <user3.0@example.net>"])
            #expect(found.userIDs[0].packet.tag == 13)
            #expect(
                Array(found.userIDs[0].packet.data) == Array("Name 3 <user3.0@example.net>".utf8))
            #expect(found.userIDs[0].validsince == "2017-07-14T02:41:43Z")
        }
    }

    @Test func `nothing in a user ID becomes markup`() async throws {
        let evil = try Keys.withUserIDs(
            5,
            [
                Array("evil <script>alert('x')</script>".utf8),
                Array("evil \" onmouseover=\"alert(1)".utf8),
                Array("evil &lt;img src=x&gt; </pre></body>".utf8),
                Array("evil \u{202E}drowssap\u{200B} <a href=javascript:x>".utf8),
            ])
        let digest = try #require(evil.digestInSKS)
        try await withGateway(MemoryNode([evil])) { gateway in
            let reply = try await request(
                gateway, "GET",
                "/pks/lookup?op=vindex&hash=on&fingerprint=on&search=evil")
            #expect(reply["Content-Type"] == "text/html; charset=utf-8")
            #expect(reply["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
            #expect(reply["X-Content-Type-Options"] == "nosniff")
            let page = reply.text
            #expect(page.contains("evil &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
            #expect(page.contains("evil &quot; onmouseover=&quot;alert(1)"))
            #expect(page.contains("evil &amp;lt;img src=x&amp;gt; &lt;/pre&gt;&lt;/body&gt;"))
            #expect(page.contains("evil \u{FFFD}drowssap\u{FFFD} &lt;a href=javascript:x&gt;"))
            for forbidden in ["<script", "<img", "<a href=javascript", "\u{202E}"] {
                #expect(!page.contains(forbidden))
            }
            #expect(page.contains("rel=\"nofollow\">\(evil.fingerprint.hex)</a>"))
            #expect(page.contains("op=hget&amp;search=\(digest.hex)"))
        }
    }

    @Test func `what was searched for is never repeated`() async throws {
        try await withGateway(MemoryNode()) { gateway in
            for target in [
                "/pks/lookup?op=<script>marker</script>&search=x",
                "/pks/lookup?op=index&search=<script>marker</script>",
                "/pks/lookup?op=get&search=0xmarker", "/<script>marker</script>",
                "/pks/lookup?op=get&search=x&limit=<script>marker",
            ] {
                let reply = try await request(gateway, "GET", target)
                #expect(reply.status >= 400)
                #expect(!reply.text.contains("marker"))
            }
        }
    }

    @Test func `an index of five hundred keys is whole`() async throws {
        let keys = try (0..<500).map { try Keys.named($0, "many \($0)") }
        try await withGateway(MemoryNode(keys)) { gateway in
            let reply = try await request(
                gateway, "GET", "/pks/lookup?op=index&options=mr&search=many")
            #expect(reply.text.hasPrefix("info:1:500\n"))
            #expect(reply.text.split(separator: "\n").count { $0.hasPrefix("pub:") } == 500)
            let html = try await request(gateway, "GET", "/pks/lookup?op=vindex&search=many")
            #expect(html.text.hasSuffix("</html>\n"))
            let armored = try await request(gateway, "GET", "/pks/lookup?op=get&search=many")
            #expect(try Armor.decode(armored.body).count == 1)
        }
    }
}
