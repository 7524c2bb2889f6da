import FoundationEssentials
import Keyring
import Listening
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct HKP2LookupTests {
    private let alice: TransferablePublicKey
    private let six: TransferablePublicKey
    private let node: MemoryNode

    init() throws {
        alice = try Keys.withUserIDs(
            1, [Array("Alice <alice@example.org>".utf8), Array("J\u{FC}rgen".utf8)])
        six = try Keys.version6(1, "Alice Six <alice@example.org>")
        node = MemoryNode([alice, six])
    }

    private func get(_ gateway: RunningGateway, _ path: String) async throws -> Reply {
        try await request(gateway, "GET", "/pks/v2/\(path)")
    }

    @Test func `a versioned fingerprint gives its key, binary`() async throws {
        try await withGateway(node) { gateway in
            for path in [
                "04/\(alice.fingerprint.hex)", "04\(alice.fingerprint.hex.lowercased())",
            ] {
                let reply = try await get(gateway, "certs/by-vfingerprint/\(path)")
                #expect(reply.status == 200)
                #expect(reply.body == alice.encoded())
                #expect(reply["Content-Type"] == "application/pgp")
                #expect(reply["Access-Control-Allow-Origin"] == "*")
            }
            let newer = try await get(gateway, "certs/by-vfingerprint/06/\(six.fingerprint.hex)")
            #expect(newer.body == six.encoded())
            let wrong = try await get(gateway, "certs/by-vfingerprint/05/\(six.fingerprint.hex)")
            #expect(wrong.status == 404)
        }
    }

    @Test func `the fingerprint of a subkey finds its key`() async throws {
        let synthetic = SyntheticKey(7)
        let key = synthetic.with(identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)])
        node.store(key)
        let subkey = try PublicKey(key.subkeys[0].packet)
        try await withGateway(node) { gateway in
            let reply = try await get(
                gateway, "certs/by-vfingerprint/04/\(subkey.fingerprint.hex)")
            #expect(reply.body == key.encoded())
        }
    }

    @Test func `a key ID gives keys of version 4 only`() async throws {
        try await withGateway(node) { gateway in
            let old = try await get(gateway, "certs/by-keyid/\(alice.keyID.hex)")
            #expect(old.body == alice.encoded())
            let new = try await get(gateway, "certs/by-keyid/\(six.keyID.hex)")
            #expect(new.status == 404)
        }
    }

    @Test func `an identity gives all its keys, newest change first`() async throws {
        try await withGateway(node) { gateway in
            for identity in ["alice@example.org", "ALICE%40Example.org"] {
                let reply = try await get(gateway, "certs/by-identity/\(identity)")
                #expect(reply.body == six.encoded() + alice.encoded())
                #expect(reply["X-HKP-Results-Count"] == "2")
            }
            let whole = try await get(
                gateway, "certs/by-identity/alice%20%3Calice@example.org%3E")
            #expect(whole.body == alice.encoded())
            let name = try await get(gateway, "certs/by-identity/J%C3%BCrgen")
            #expect(name.body == alice.encoded())
            for part in ["alice", "example.org", "Alice%20Six", "alice@example.or"] {
                #expect(try await get(gateway, "certs/by-identity/\(part)").status == 404)
            }
        }
    }

    @Test func `of a user ID with two addresses neither is the identity`() async throws {
        let both = try Keys.named(3, "Two <one@example.net> <two@example.net>")
        node.store(both)
        try await withGateway(node) { gateway in
            for address in ["one@example.net", "two@example.net"] {
                #expect(try await get(gateway, "certs/by-identity/\(address)").status == 404)
            }
            let whole = try await get(
                gateway,
                "certs/by-identity/Two%20%3Cone@example.net%3E%20%3Ctwo@example.net%3E")
            #expect(whole.body == both.encoded())
        }
    }

    private struct Listed: Decodable, Equatable {
        struct Algorithm: Decodable, Equatable {
            let code: Int
            let name: String
            let bitLength: Int?
        }
        struct UserID: Decodable, Equatable {
            let uidString: String
            let isRevoked: Bool
        }
        struct Subkey: Decodable, Equatable {
            let version: Int
            let fingerprint: String
            let algorithm: Algorithm
        }
        let version: Int
        let fingerprint: String
        let creation: String
        let expiration: String?
        let isExpired: Bool
        let isRevoked: Bool
        let algorithm: Algorithm
        let userIDs: [UserID]
        let subkeys: [Subkey]
    }

    private func listed(_ reply: Reply) throws -> [Listed] {
        #expect(reply.status == 200)
        #expect(reply["Content-Type"] == "application/json")
        return try JSONDecoder().decode([Listed].self, from: Data(reply.body))
    }

    @Test func `an index tells of each key what the draft demands`() async throws {
        let synthetic = SyntheticKey(7)
        let key = synthetic.with(
            identities: [synthetic.userID(Array("Index <index@example.org>".utf8))],
            subkeys: [synthetic.subkey(0)])
        node.store(key)
        let subkey = try PublicKey(key.subkeys[0].packet)
        let expected = Listed(
            version: 4, fingerprint: key.fingerprint.hex.lowercased(),
            creation: "2017-07-14T02:40:07Z", expiration: nil, isExpired: false, isRevoked: false,
            algorithm: .init(code: 22, name: "EdDSALegacy", bitLength: nil),
            userIDs: [.init(uidString: "Index <index@example.org>", isRevoked: false)],
            subkeys: [
                .init(
                    version: 4, fingerprint: subkey.fingerprint.hex.lowercased(),
                    algorithm: .init(
                        code: 18, name: "ECDH public key algorithm", bitLength: nil))
            ])
        try await withGateway(node) { gateway in
            for identity in ["index@example.org", key.fingerprint.hex] {
                #expect(try listed(await get(gateway, "index/\(identity)")) == [expected])
            }
            let both = try listed(await get(gateway, "index/alice@example.org"))
            #expect(both.map(\.version) == [6, 4])
            #expect(try await get(gateway, "index/nobody@example.org").status == 404)
        }
    }

    @Test func `what has expired is told by the clock`() throws {
        let primary: [UInt8] =
            [3] + [0x3B, 0x9A, 0xCA, 0x00, 0, 10, 1] + [0, 64] + [UInt8](repeating: 0xFF, count: 8)
            + [0, 2, 3]
        let key = try TransferablePublicKey(primary: Packet(tag: .publicKey, body: primary))
        let listing = KeyListing(of: key, digest: nil)
        let end = 1_000_000_000 + 10 * 86_400
        #expect(!IndexedKey(listing, now: end - 1).isExpired)
        #expect(IndexedKey(listing, now: end).isExpired)
        #expect(IndexedKey(listing, now: end).expiration == Timestamp(unix: end).rfc3339)
        #expect(IndexedKey(listing, now: end).algorithm.bitLength == 64)
    }

    @Test(arguments: [
        ("GET", "certs/by-vfingerprint", 403), ("GET", "certs/by-keyid/", 403),
        ("GET", "certs/by-identity", 403), ("GET", "index", 403), ("GET", "certs", 403),
        ("HEAD", "index/", 403),
        ("GET", "canonical/alice@example.org", 501), ("GET", "prefixlog/2026-01-01", 501),
        ("POST", "sendtoken", 501), ("PUT", "canonical/alice@example.org", 501),
        ("GET", "certs/by-fingerprint/00", 501), ("OPTIONS", "canonical", 501),
        ("OPTIONS", "prefixlog", 501), ("GET", "nothing", 501),
        ("GET", "certs/by-keyid/0x0123456789ABCDEF", 400), ("GET", "certs/by-keyid/89ABCDEF", 400),
        ("GET", "certs/by-vfingerprint/04/00", 400), ("GET", "certs/by-identity/%FF", 400),
        ("GET", "index/%zz", 400), ("GET", "certs/by-keyid/0123456789ABCDEF", 404),
        ("POST", "certs/by-keyid", 405), ("DELETE", "index/x", 405),
    ])
    func `what cannot be had is refused by the right status, in text, for any origin`(
        method: String, path: String, status: Int
    ) async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(gateway, method, "/pks/v2/\(path)")
            #expect(reply.status == status)
            #expect(reply["Access-Control-Allow-Origin"] == "*")
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            if method != "HEAD" { #expect(reply.text.hasSuffix("\n")) }
        }
    }

    @Test func `HEAD has the head of GET`() async throws {
        try await withGateway(node) { gateway in
            for path in [
                "certs/by-vfingerprint/04/\(alice.fingerprint.hex)",
                "certs/by-keyid/\(alice.keyID.hex)", "certs/by-identity/alice@example.org",
                "index/alice@example.org", "index/nobody@example.org",
            ] {
                let get = try await get(gateway, path)
                let head = try await request(gateway, "HEAD", "/pks/v2/\(path)")
                #expect(head.status == get.status && head.body.isEmpty)
                #expect(head["Content-Length"] == String(get.body.count))
                #expect(head["Content-Type"] == get["Content-Type"])
            }
        }
    }
}
