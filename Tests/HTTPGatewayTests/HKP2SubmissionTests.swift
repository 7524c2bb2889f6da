import FoundationEssentials
import Keyring
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct HKP2SubmissionTests {
    private let key = SyntheticKey(1).key
    private let node = MemoryNode()
    private let binary = "Content-Type: application/pgp"

    private struct Outcome: Decodable, Equatable {
        struct Key: Decodable, Equatable {
            let version: Int
            let fingerprint: String
            let comment: String?
        }
        var inserted: [Key] = []
        var updated: [Key] = []
        var deleted: [Key] = []
        var ignored: [Key] = []
        var invalid: [Key] = []
    }

    private func post(
        _ gateway: RunningGateway, _ headers: [String], _ body: [UInt8]
    ) async throws -> Reply {
        try await request(gateway, "POST", "/pks/v2/certs", headers: headers, body: body)
    }

    private func outcome(_ reply: Reply) throws -> Outcome {
        #expect(reply["Content-Type"] == "application/json")
        return try JSONDecoder().decode(Outcome.self, from: Data(reply.body))
    }

    private func listed(
        _ key: TransferablePublicKey, version: Int = 4, _ comment: String? = nil
    ) -> Outcome.Key {
        .init(version: version, fingerprint: key.fingerprint.hex.lowercased(), comment: comment)
    }

    @Test func `a bundle is taken, and each key is in the array of its outcome`() async throws {
        let six = try Keys.version6(1, "Six")
        let grown = SyntheticKey(2)
        node.store(grown.key)
        let more = grown.with(identities: [grown.userID(0), grown.userID(1)])
        node.state.withLock {
            $0.ignored = [.init(fingerprint: key.fingerprint.hex, reason: "1 signature")]
        }
        try await withGateway(node) { gateway in
            let first = try await post(
                gateway, [binary], key.encoded() + six.encoded() + more.encoded())
            #expect(first.status == 200)
            let expected = Outcome(
                inserted: [listed(key), listed(six, version: 6)], updated: [listed(more)],
                ignored: [listed(key, "1 signature")])
            #expect(try outcome(first) == expected)
            node.state.withLock { $0.ignored = [] }
            let again = try await post(gateway, [binary], key.encoded())
            #expect(again.status == 200)
            #expect(try outcome(again) == Outcome(ignored: [listed(key, "nothing in it is new")]))
            #expect(node.submissions.first?.origin == .client("127.0.0.1"))
        }
    }

    @Test(arguments: [
        "Content-Type: application/pgp-keys; armor=no", "Content-Type: application/octet-stream",
        "X-None: x",
    ])
    func `packets and armor are taken under any type that can hold them`(
        type: String
    ) async throws {
        try await withGateway(node) { gateway in
            let packets = try await post(gateway, [type], key.encoded())
            #expect(try outcome(packets).inserted == [listed(key)])
            let armored = try await post(gateway, [type], Armor.encode(key.encoded()))
            #expect(try outcome(armored).ignored.count == 1)
        }
    }

    @Test func `the part keytext of a multipart body is taken`() async throws {
        let type = "Content-Type: multipart/form-data; boundary=\"a b\""
        @Sendable func body(_ name: String) -> [UInt8] {
            Array("--a b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n".utf8)
                + key.encoded() + Array("\r\n--a b--\r\n".utf8)
        }
        try await withGateway(node) { gateway in
            let taken = try await post(gateway, [type], body("keytext"))
            #expect(try outcome(taken).inserted == [listed(key)])
            let other = try await post(gateway, [type], body("other"))
            #expect(other.status == 422)
            let broken = try await post(gateway, [type], Array("--a b\r\n".utf8))
            #expect(broken.status == 422)
            let unbounded = try await post(
                gateway, ["Content-Type: multipart/form-data"], body("keytext"))
            #expect(unbounded.status == 422)
            #expect(gateway.refusals.all == ["hkp.keytext": 1, "hkp.multipart": 2])
        }
    }

    @Test func `what holds no key is refused with 422`() async throws {
        try await withGateway(node) { gateway in
            #expect(try await post(gateway, [binary], []).status == 422)
            let text = try await post(gateway, [binary], Array("no key".utf8))
            #expect(text.status == 422)
            let outcome = try outcome(text)
            #expect(outcome.invalid.count == 1)
            #expect(outcome.invalid[0].version == 0 && outcome.invalid[0].fingerprint == "")
            #expect(outcome.invalid[0].comment?.isEmpty == false)
        }
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded", "application/json", "text/html", "image/png",
    ])
    func `a type that cannot hold keys is refused with 415`(type: String) async throws {
        try await withGateway(node) { gateway in
            let reply = try await post(gateway, ["Content-Type: \(type)"], key.encoded())
            #expect(reply.status == 415)
            #expect(node.submissions.isEmpty)
        }
    }

    @Test func `who is over budget is told when to come again`() async throws {
        node.state.withLock { $0.failure = NodeServiceError.overBudget(retryAfter: 17) }
        try await withGateway(node) { gateway in
            let reply = try await post(gateway, [binary], key.encoded())
            #expect(reply.status == 429)
            #expect(reply["Retry-After"] == "17")
            #expect(reply.text.contains("17 seconds") && reply.text.hasSuffix("\n"))
            #expect(gateway.refusals.all["hkp.budget"] == 1)
        }
    }

    @Test func `a body over the limit is refused`() async throws {
        var limits = HTTPLimits()
        limits.submission = 100
        try await withGateway(node, limits: limits) { gateway in
            let reply = try await post(gateway, [binary], key.encoded())
            #expect(reply.status == 413)
        }
    }
}
