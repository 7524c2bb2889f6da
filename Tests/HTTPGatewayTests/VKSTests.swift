import FoundationEssentials
import Keyring
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct VKSTests {
    private let key: TransferablePublicKey
    private let node: MemoryNode
    private let json = "Content-Type: application/json"

    init() throws {
        let synthetic = SyntheticKey(1)
        key = synthetic.with(
            directSignatures: [synthetic.signature(type: 0x1F, "direct")],
            identities: [synthetic.userID(Array("Alice <alice@example.org>".utf8))],
            subkeys: [synthetic.subkey(0)])
        node = MemoryNode([key])
    }

    private var stripped: [UInt8] {
        TransferablePublicKey(
            primaryKey: key.primaryKey, directSignatures: key.directSignatures,
            subkeys: key.subkeys
        ).encoded()
    }

    private func packets(of reply: Reply) throws -> [UInt8] {
        let blocks = try Armor.decode(reply.body)
        try #require(blocks.count == 1)
        return blocks[0].bytes
    }

    @Test func `a key is given without its user IDs`() async throws {
        try await withGateway(node) { gateway in
            for path in ["by-fingerprint/\(key.fingerprint.hex)", "by-keyid/\(key.keyID.hex)"] {
                let reply = try await request(gateway, "GET", "/vks/v1/\(path)")
                #expect(reply.status == 200)
                #expect(try packets(of: reply) == stripped)
                #expect(reply["Content-Type"] == "application/pgp-keys; charset=UTF-8")
                #expect(reply["Access-Control-Allow-Origin"] == "*")
                #expect(!reply.text.contains("Alice"))
            }
        }
    }

    @Test func `a subkey finds its key, a key of version 6 only by fingerprint`() async throws {
        let six = try Keys.version6(1, "Six <six@example.org>")
        node.store(six)
        let subkey = try PublicKey(key.subkeys[0].packet)
        try await withGateway(node) { gateway in
            for path in [
                "by-fingerprint/\(subkey.fingerprint.hex)", "by-keyid/\(subkey.keyID.hex)",
            ] {
                let reply = try await request(gateway, "GET", "/vks/v1/\(path)")
                #expect(try packets(of: reply) == stripped)
            }
            let whole = try await request(
                gateway, "GET", "/vks/v1/by-fingerprint/\(six.fingerprint.hex)")
            #expect(try packets(of: whole) == six.primary.encodedAlone)
            let short = try await request(gateway, "GET", "/vks/v1/by-keyid/\(six.keyID.hex)")
            #expect(short.status == 404)
        }
    }

    @Test(arguments: [
        ("by-fingerprint/0x%F", 400), ("by-fingerprint/%S", 400), ("by-fingerprint/", 400),
        ("by-fingerprint/0000000000000000000000000000000000000000", 404),
        ("by-keyid/0x0123456789ABCDEF", 400), ("by-keyid/89ABCDEF", 400),
        ("by-keyid/0123456789ABCDEF", 404), ("by-email/alice%40example.org", 404),
        ("by-email/alice@example.org", 404), ("by-email/nonsense", 400), ("by-email/%FF", 400),
        ("by-name/x", 404),
    ])
    func `what is not there or not asked right is refused in text`(
        path: String, status: Int
    ) async throws {
        let path = path.replacing("0x%F", with: "0x" + key.fingerprint.hex)
            .replacing("%S", with: String(key.fingerprint.hex.dropLast()))
        try await withGateway(node) { gateway in
            let reply = try await request(gateway, "GET", "/vks/v1/\(path)")
            #expect(reply.status == status)
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            #expect(!reply.text.contains("Alice"))
        }
    }

    @Test func `why no address is found is said`() async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "GET", "/vks/v1/by-email/alice%40example.org")
            #expect(reply.text.contains("confirmation of addresses by mail is not offered"))
        }
    }

    @Test func `several keys of one key ID are not chosen from`() async throws {
        func old(_ exponent: UInt8) throws -> TransferablePublicKey {
            let material: [UInt8] =
                [0, 64] + [UInt8](repeating: 0xFF, count: 8) + [0, 8, exponent]
            return try TransferablePublicKey(
                primary: Packet(tag: .publicKey, body: [3, 0, 0, 0, 1, 0, 0, 1] + material))
        }
        let (first, second) = (try old(0x83), try old(0x85))
        try #require(first.keyID == second.keyID && first.fingerprint != second.fingerprint)
        node.store(first)
        node.store(second)
        try await withGateway(node) { gateway in
            let reply = try await request(gateway, "GET", "/vks/v1/by-keyid/\(first.keyID.hex)")
            #expect(reply.status == 404)
            #expect(reply.text.contains("Several keys"))
        }
    }

    private struct Outcome: Decodable {
        let key_fpr: String
        let status: [String: String]
        let token: String
    }

    private struct Upload: Encodable { let keytext: String }
    private struct Failure: Decodable { let error: String }

    private func upload(
        _ gateway: RunningGateway, _ packets: [UInt8]
    ) async throws -> Reply {
        let text = String(decoding: Armor.encode(packets), as: UTF8.self)
        return try await request(
            gateway, "POST", "/vks/v1/upload", headers: [json],
            body: Array(JSONEncoder().encode(Upload(keytext: text))))
    }

    @Test func `an upload is stored and its addresses are answered for`() async throws {
        let synthetic = SyntheticKey(9)
        let userIDs = ["A <a@example.org>", "B <b@example.org>", "no address"]
        var identities = userIDs.map { synthetic.userID(Array($0.utf8)) }
        identities[1].signatures.append(
            synthetic.signature(
                type: .certificationRevocation, on: .userID(Array(userIDs[1].utf8)),
                time: 1_600_000_000))
        let uploaded = synthetic.with(identities: identities)
        try await withGateway(node) { gateway in
            let reply = try await upload(gateway, uploaded.encoded())
            #expect(reply.status == 200)
            #expect(reply["Content-Type"] == "application/json")
            let outcome = try JSONDecoder().decode(Outcome.self, from: Data(reply.body))
            #expect(outcome.key_fpr == uploaded.fingerprint.hex)
            #expect(
                outcome.status == ["a@example.org": "unpublished", "b@example.org": "revoked"])
            #expect(outcome.token.count == 43)
            let again = try JSONDecoder().decode(
                Outcome.self, from: Data(try await upload(gateway, uploaded.encoded()).body))
            #expect(again.token != outcome.token)
            #expect(node.submissions.first?.origin == .client("127.0.0.1"))
        }
    }

    private func refusal(_ reply: Reply) throws -> String {
        #expect(reply["Content-Type"] == "application/json")
        return try JSONDecoder().decode(Failure.self, from: Data(reply.body)).error
    }

    @Test func `each refusal of an upload is an error in JSON`() async throws {
        try await withGateway(node) { gateway in
            func post(_ body: String, _ type: String? = nil) async throws -> Reply {
                try await request(
                    gateway, "POST", "/vks/v1/upload", headers: [type ?? json],
                    body: Array(body.utf8))
            }
            for body in ["", "{}", "[]", "{\"keytext\": 1}", "\u{0}"] {
                let reply = try await post(body)
                #expect(reply.status == 400)
                #expect(try !refusal(reply).isEmpty)
            }
            let text = try await post("{\"keytext\": \"hello\"}")
            #expect(text.status == 400)
            #expect(try refusal(text).contains("BEGIN PGP"))
            let type = try await post("{}", "Content-Type: text/plain")
            #expect(type.status == 415)
            _ = try refusal(type)
            let two = try await upload(gateway, key.encoded() + SyntheticKey(2).packets)
            #expect(two.status == 400)
            #expect(try refusal(two).contains("several keys"))
            let none = try await upload(gateway, key.userIDPacket)
            #expect(none.status == 422)
            #expect(try !refusal(none).isEmpty)
            let method = try await request(gateway, "GET", "/vks/v1/upload")
            #expect(method.status == 405)
            _ = try refusal(method)
            node.state.withLock { $0.failure = NodeServiceError.overBudget(retryAfter: 9) }
            let budget = try await upload(gateway, key.encoded())
            #expect(budget.status == 429 && budget["Retry-After"] == "9")
            #expect(try refusal(budget).contains("9 seconds"))
        }
    }

    @Test func `confirmation by mail is said not to be offered`() async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "POST", "/vks/v1/request-verify", headers: [json],
                body: Array("{\"token\":\"x\",\"addresses\":[\"a@example.org\"]}".utf8))
            #expect(reply.status == 501)
            #expect(try refusal(reply).contains("not offered"))
        }
    }
}

extension Packet {
    fileprivate var encodedAlone: [UInt8] {
        var output: [UInt8] = []
        encode(into: &output)
        return output
    }
}

extension TransferablePublicKey {
    fileprivate var userIDPacket: [UInt8] { identities[0].packet.encodedAlone }
}
