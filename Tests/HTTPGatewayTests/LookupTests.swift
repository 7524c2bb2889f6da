import FoundationEssentials
import Keyring
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct LookupTests {
    private let alice: TransferablePublicKey
    private let bob: TransferablePublicKey
    private let node: MemoryNode

    init() throws {
        alice = try Keys.named(1, "Alice Example <alice@example.org>")
        bob = try Keys.named(2, "Bob Example <bob@example.org>")
        node = MemoryNode([alice, bob])
    }

    /// The packets in an armored answer.
    private func packets(of reply: Reply) throws -> [UInt8] {
        let blocks = try Armor.decode(reply.body)
        try #require(blocks.count == 1, "clients expect one block")
        #expect(blocks[0].kind == .publicKeyBlock)
        return blocks[0].bytes
    }

    @Test func `get gives the key whose fingerprint is asked for, armored`() async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "GET",
                "/pks/lookup?op=get&options=mr&search=0x\(alice.fingerprint.hex)")
            #expect(reply.status == 200)
            #expect(try packets(of: reply) == alice.encoded())
            #expect(reply["Content-Type"] == "application/pgp-keys; charset=UTF-8")
            #expect(reply["Content-Disposition"] == "attachment; filename=gpgkey.asc")
            #expect(reply["X-HKP-Results-Count"] == "1")
            #expect(reply["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test func `get finds by key ID and by words, and gives all keys in one block`() async throws {
        try await withGateway(node) { gateway in
            let one = try await request(
                gateway, "GET", "/pks/lookup?op=get&search=0x\(bob.keyID.hex)")
            #expect(try packets(of: one) == bob.encoded())
            let both = try await request(gateway, "GET", "/pks/lookup?op=get&search=example")
            #expect(try packets(of: both) == bob.encoded() + alice.encoded())
            #expect(both["X-HKP-Results-Count"] == "2")
        }
    }

    @Test func `a search is percent-decoded, and an exact one is taken whole`() async throws {
        try await withGateway(node) { gateway in
            let mail = try await request(
                gateway, "GET", "/pks/lookup?op=get&options=mr&search=alice%40example.org&exact=on")
            #expect(try packets(of: mail) == alice.encoded())
            let words = try await request(
                gateway, "GET", "/pks/lookup?op=get&search=example+alice")
            #expect(try packets(of: words) == alice.encoded())
            let part = try await request(
                gateway, "GET", "/pks/lookup?op=get&search=example.org&exact=on")
            #expect(part.status == 404)
        }
    }

    @Test func `options=bin gives the packets themselves`() async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "GET", "/pks/lookup?op=get&options=bin&search=0x\(bob.fingerprint.hex)")
            #expect(reply.body == bob.encoded())
            #expect(reply["Content-Type"] == "application/pgp")
        }
    }

    @Test func `hget finds a key by its digest`() async throws {
        let digest = try #require(alice.digestInSKS)
        try await withGateway(node) { gateway in
            for operation in ["hget", "x-hget"] {
                let reply = try await request(
                    gateway, "GET", "/pks/lookup?op=\(operation)&search=\(digest.hex)")
                #expect(try packets(of: reply) == alice.encoded())
            }
            let unknown = try await request(
                gateway, "GET",
                "/pks/lookup?op=hget&search=\(String(repeating: "0", count: 32))")
            #expect(unknown.status == 404)
            let short = try await request(gateway, "GET", "/pks/lookup?op=hget&search=1234")
            #expect(short.status == 400)
        }
    }

    @Test func `a short key ID gives a list, never a key`() async throws {
        let short = String(bob.keyID.hex.suffix(8))
        try await withGateway(node) { gateway in
            let get = try await request(
                gateway, "GET", "/pks/lookup?op=get&options=mr&search=0x\(short)")
            #expect(get.status == 400)
            #expect(get.text.contains("8 digits do not identify a key"))
            #expect(get["Content-Type"] == "text/plain; charset=utf-8")
            let index = try await request(
                gateway, "GET", "/pks/lookup?op=index&options=mr&search=0x\(short)")
            #expect(index.status == 200)
            #expect(index.text.contains("pub:\(bob.fingerprint.hex):"))
            #expect(gateway.refusals.all["hkp.short"] == 1)
        }
    }

    @Test func `HEAD has the head of GET and no body`() async throws {
        try await withGateway(node) { gateway in
            for target in [
                "/pks/lookup?op=get&search=example", "/pks/lookup?op=index&search=example",
                "/pks/lookup?op=get&search=nobody", "/pks/stats", "/pks/health", "/",
            ] {
                let get = try await request(gateway, "GET", target)
                let head = try await request(gateway, "HEAD", target)
                #expect(head.status == get.status)
                #expect(head["Content-Length"] == String(get.body.count))
                #expect(head["Content-Type"] == get["Content-Type"])
                #expect(head.body.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("/pks/lookup?op=get", 400, "hkp.search"),
        ("/pks/lookup?op=index&search=", 400, "hkp.search"),
        ("/pks/lookup", 400, "hkp.search"),
        ("/pks/lookup?op=get&search=0xzz", 400, "hkp.search"),
        ("/pks/lookup?op=get&search=0x123", 400, "hkp.search"),
        ("/pks/lookup?op=get&search=%2D", 400, "hkp.search"),
        ("/pks/lookup?op=explode&search=alice", 400, "hkp.operation"),
        ("/pks/lookup?op=x-explode&search=alice", 400, "hkp.operation"),
        ("/pks/lookup?op=get&search=alice&limit=0", 400, "hkp.limit"),
        ("/pks/lookup?op=get&search=alice&limit=many", 400, "hkp.limit"),
        ("/pks/unknown", 404, "hkp.page"),
        ("", 404, "hkp.page"),
        ("/pks/add", 405, "hkp.method"),
    ])
    func `a bad request is refused in plain text and counted`(
        target: String, status: Int, reason: String
    ) async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(gateway, "GET", target.isEmpty ? "/?/" : target)
            if target.isEmpty {
                #expect(reply.status == 200, "a query does not change the page")
                return
            }
            #expect(reply.status == status)
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            #expect(reply.text.hasSuffix("\n") && reply.text.count > 10)
            #expect(gateway.refusals.all[reason] == 1)
        }
    }

    @Test func `nothing found is 404 in plain text and no refusal`() async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "GET", "/pks/lookup?op=get&options=mr&search=nobody")
            #expect(reply.status == 404)
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            #expect(gateway.refusals.all.isEmpty)
        }
    }

    @Test func `too many keys are refused with a status that gpg can explain`() async throws {
        var limits = HTTPLimits()
        limits.keysPerLookup = 1
        try await withGateway(node, limits: limits) { gateway in
            let reply = try await request(gateway, "GET", "/pks/lookup?op=index&search=example")
            #expect(reply.status == 413)
            #expect(reply.text == "More than 1 keys match: search for something more specific.\n")
        }
    }

    @Test func `keys that are too much together are refused, one alone is given`() async throws {
        var limits = HTTPLimits()
        limits.searchAnswer = 10
        try await withGateway(node, limits: limits) { gateway in
            let both = try await request(gateway, "GET", "/pks/lookup?op=get&search=example")
            #expect(both.status == 413)
            let one = try await request(gateway, "GET", "/pks/lookup?op=get&search=alice")
            #expect(one.status == 200)
        }
    }

    @Test func `limit shortens the list and leaves the count`() async throws {
        try await withGateway(node) { gateway in
            let get = try await request(
                gateway, "GET", "/pks/lookup?op=get&search=example&limit=1")
            #expect(try packets(of: get) == bob.encoded())
            #expect(get["X-HKP-Results-Count"] == "2")
        }
    }

    @Test func `a failing node gives 500, a stopping one 503, and neither tells why`() async throws
    {
        struct Secret: Error {}
        try await withGateway(node) { gateway in
            node.state.withLock { $0.failure = Secret() }
            let failed = try await request(gateway, "GET", "/pks/lookup?search=alice")
            #expect(failed.status == 500)
            #expect(!failed.text.contains("Secret"))
            node.state.withLock { $0.failure = NodeServiceError.busy("too much") }
            let busy = try await request(gateway, "GET", "/pks/lookup?search=alice")
            #expect(busy.status == 503)
            #expect(!busy.text.contains("too much"))
            node.state.withLock { $0.failure = NodeServiceError.stopping }
            let stopping = try await request(gateway, "GET", "/pks/lookup?search=alice")
            #expect(stopping.status == 503)
        }
    }

    @Test func `keys of version 6 are kept from clients that would drop all others`() async throws {
        let six = try Keys.version6(1, "Alice Six <alice@example.org>")
        node.store(six)
        let lonely = try Keys.version6(2, "Lonely")
        node.store(lonely)
        try await withGateway(node) { gateway in
            let mixed = try await request(gateway, "GET", "/pks/lookup?op=get&search=alice")
            #expect(try packets(of: mixed) == alice.encoded())
            #expect(mixed["X-HKP-Results-Count"] == "1")
            let exact = try await request(
                gateway, "GET", "/pks/lookup?op=get&search=0x\(six.fingerprint.hex)")
            #expect(try packets(of: exact) == six.encoded())
            let words = try await request(gateway, "GET", "/pks/lookup?op=get&search=lonely")
            #expect(words.status == 404)
            #expect(words.text.contains("version 5 or 6"))
        }
    }

    @Test func `clients of old get the form that is made for them`() async throws {
        let legacy = Array(alice.encoded().dropLast(3))
        node.state.withLock { $0.legacyForms[alice.fingerprint] = legacy }
        try await withGateway(node) { gateway in
            let one = try await request(
                gateway, "GET", "/pks/lookup?op=get&search=0x\(alice.fingerprint.hex)")
            #expect(try packets(of: one) == legacy)
            let both = try await request(
                gateway, "GET", "/pks/lookup?op=get&options=bin&search=example")
            #expect(both.body == bob.encoded() + legacy)
        }
    }

    @Test func `who has the newest form is told so without it`() async throws {
        let target = "/pks/lookup?op=get&search=0x\(alice.fingerprint.hex)"
        try await withGateway(node) { gateway in
            let first = try await request(gateway, "GET", target)
            let tag = try #require(first["ETag"])
            for known in [tag, "\"x\", W/\(tag)", "*"] {
                let again = try await request(
                    gateway, "GET", target, headers: ["If-None-Match: \(known)"])
                #expect(again.status == 304 && again.body.isEmpty)
                #expect(again["ETag"] == tag)
                #expect(again["Access-Control-Allow-Origin"] == "*")
            }
            let other = try await request(
                gateway, "GET", target, headers: ["If-None-Match: \"x\""])
            #expect(other.status == 200 && other.body == first.body)
            node.store(try Keys.named(1, "Alice <alice@example.com>"))
            let changed = try await request(
                gateway, "GET", target, headers: ["If-None-Match: \(tag)"])
            #expect(changed.status == 200 && changed["ETag"] != tag)
            let several = try await request(gateway, "GET", "/pks/lookup?op=get&search=alice+com")
            #expect(several["ETag"] != nil)
        }
    }
}
