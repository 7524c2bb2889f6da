import FoundationEssentials
import Keyring
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct AddTests {
    private let key: TransferablePublicKey
    private let armored: [UInt8]
    private let node = MemoryNode()
    private let form = "Content-Type: application/x-www-form-urlencoded"

    init() throws {
        key = try Keys.named(1, "Alice")
        armored = Armor.encode(key.encoded())
    }

    @Test func `a form with every octet escaped is taken, its sender recorded`() async throws {
        try await withGateway(node) { gateway in
            let body = Array("keytext=".utf8) + percentEscaped(armored)
            let first = try await request(gateway, "POST", "/pks/add", headers: [form], body: body)
            #expect(first.status == 200)
            #expect(first.text == "inserted \(key.fingerprint.hex)\n")
            let second = try await request(gateway, "POST", "/pks/add", headers: [form], body: body)
            #expect(second.text == "unchanged \(key.fingerprint.hex)\n")
            #expect(node.submissions.first?.origin == .client("127.0.0.1"))
            #expect(node.submissions.first?.bytes == armored)
            #expect(gateway.refusals.all.isEmpty)
        }
    }

    @Test func `a form that lost its plus signs is repaired`() async throws {
        // Seven ones in a row and more make plus signs certain in base64.
        let text = try Keys.withUserIDs(2, [Array(repeating: 0xFB, count: 90)])
        let armored = Armor.encode(text.encoded())
        try #require(armored.contains(UInt8(ascii: "+")))
        try await withGateway(node) { gateway in
            let body = Array("keytext=".utf8) + armored
            let reply = try await request(gateway, "POST", "/pks/add", headers: [form], body: body)
            #expect(reply.text == "inserted \(text.fingerprint.hex)\n")
            #expect(node.state.withLock { $0.keys[text.fingerprint] } == text.normalized())
        }
    }

    @Test(arguments: ["application/pgp-keys", "application/pgp", "Application/PGP-keys; x=y"])
    func `a body of keys is taken as it is`(type: String) async throws {
        try await withGateway(node) { gateway in
            let header = ["Content-Type: \(type)"]
            let text = try await request(
                gateway, "POST", "/pks/add", headers: header, body: armored)
            #expect(text.text == "inserted \(key.fingerprint.hex)\n")
            let binary = try await request(
                gateway, "POST", "/pks/add", headers: header, body: key.encoded())
            #expect(binary.text == "unchanged \(key.fingerprint.hex)\n")
        }
    }

    @Test func `who asks for JSON gets the report`() async throws {
        try await withGateway(node) { gateway in
            let bodies = Array("keytext=".utf8) + percentEscaped(armored)
            let variants: [(String, [String], [UInt8])] = [
                ("/pks/add", [form, "Accept: application/json"], bodies),
                ("/pks/add", [form, "Accept: text/plain;q=0.1, Application/JSON"], bodies),
                ("/pks/add?options=json", [form], bodies),
                ("/pks/add", [form], Array("options=mr,json&".utf8) + bodies),
            ]
            for (target, headers, body) in variants {
                let reply = try await request(
                    gateway, "POST", target, headers: headers, body: body)
                #expect(reply["Content-Type"] == "application/json")
                let report = try JSONDecoder().decode(
                    SubmissionReport.self, from: Data(reply.body))
                #expect(report.inserted + report.unchanged == [key.fingerprint.hex])
            }
        }
    }

    @Test func `no keytext, no armor and broken armor are refused with 400`() async throws {
        let cases: [(String, String)] = [
            ("", "hkp.keytext"), ("keytext=", "hkp.keytext"), ("nokeytext=x", "hkp.keytext"),
            ("keytext=hello", "hkp.armor"),
            ("keytext=-----BEGIN PGP PUBLIC KEY BLOCK-----%0A%0A%21%21%0A", "hkp.armor"),
            (
                "keytext=-----BEGIN PGP PUBLIC KEY BLOCK-----%0A%0A%21%21%0A"
                    + "-----END PGP PUBLIC KEY BLOCK-----%0A", "hkp.armor"
            ),
        ]
        try await withGateway(node) { gateway in
            for (body, reason) in cases {
                let before = gateway.refusals.all[reason] ?? 0
                let reply = try await request(
                    gateway, "POST", "/pks/add", headers: [form], body: Array(body.utf8))
                #expect(reply.status == 400)
                #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
                #expect(gateway.refusals.all[reason] == before + 1)
            }
            #expect(node.submissions.isEmpty)
        }
    }

    @Test func `what holds no key is refused with 422 and the reasons`() async throws {
        try await withGateway(node) { gateway in
            let raw = ["Content-Type: application/pgp-keys"]
            let garbage = try await request(
                gateway, "POST", "/pks/add", headers: raw, body: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
            #expect(garbage.status == 422)
            #expect(garbage.text.hasPrefix("refused "))
            // A user ID without a key.
            let stray = try await request(
                gateway, "POST", "/pks/add", headers: raw,
                body: Packet(tag: .userID, body: Array("stray".utf8)).encodedForTest)
            #expect(stray.status == 422)
            #expect(gateway.refusals.all["hkp.key"] ?? 0 >= 1)
        }
    }

    @Test func `what was left out of a key is named, in text and in JSON`() async throws {
        let ignored = SubmissionReport.Ignored(
            fingerprint: key.fingerprint.hex, reason: "2 signatures do not verify")
        node.state.withLock { $0.ignored = [ignored] }
        let body = Array("keytext=".utf8) + percentEscaped(armored)
        try await withGateway(node) { gateway in
            let text = try await request(gateway, "POST", "/pks/add", headers: [form], body: body)
            #expect(text.status == 200)
            #expect(
                text.text == "inserted \(key.fingerprint.hex)\n"
                    + "ignored \(key.fingerprint.hex): 2 signatures do not verify\n")
            let json = try await request(
                gateway, "POST", "/pks/add?options=json", headers: [form], body: body)
            let report = try JSONDecoder().decode(SubmissionReport.self, from: Data(json.body))
            #expect(report.ignored == [ignored])
        }
    }

    @Test func `who is over budget gets 429, when to come again and one line of text`() async throws
    {
        node.state.withLock { $0.failure = NodeServiceError.overBudget(retryAfter: 42) }
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "POST", "/pks/add", headers: [form],
                body: Array("keytext=".utf8) + percentEscaped(armored))
            #expect(reply.status == 429)
            #expect(reply["Retry-After"] == "42")
            #expect(reply.text.split(separator: "\n").count == 1)
            #expect(reply.text.contains("in 42 seconds"))
            #expect(gateway.refusals.all == ["hkp.budget": 1])
        }
    }

    @Test func `a good block is taken from beside a broken one`() async throws {
        let broken =
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n"
            + "-----END PGP PUBLIC KEY BLOCK-----\n"
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "POST", "/pks/add", headers: [form],
                body: Array("keytext=".utf8) + percentEscaped(Array(broken.utf8) + armored))
            #expect(reply.status == 200)
            #expect(reply.text.hasPrefix("inserted \(key.fingerprint.hex)\nrefused -: armor: "))
        }
    }

    @Test func `good keys beside bad ones are taken and the bad ones named`() async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "POST", "/pks/add", headers: ["Content-Type: application/pgp-keys"],
                body: key.encoded() + [0x99, 0x00, 0x02, 0x09, 0x09])
            #expect(reply.status == 200)
            let lines = reply.text.split(separator: "\n")
            #expect(lines.first == "inserted \(key.fingerprint.hex)")
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("refused ") })
            #expect(lines.count == 2)
        }
    }

    @Test func `a body over the limit is refused before it is read`() async throws {
        var limits = HTTPLimits()
        limits.submission = 1000
        try await withGateway(node, limits: limits) { gateway in
            // The body is announced and never sent.
            let declared = try await exchange(
                gateway.port,
                "POST /pks/add HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
            let (reply, _) = try #require(Reply.parse(declared, toHead: false))
            #expect(reply.status == 413)
            #expect(reply["Connection"] == "close")
            #expect(gateway.refusals.all["hkp.large"] == 1)
        }
    }

    @Test func `a body of unknown length is refused when it exceeds the limit`() async throws {
        var limits = HTTPLimits()
        limits.submission = 1000
        try await withGateway(node, limits: limits) { gateway in
            let chunk = "10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n"
            let octets = try await exchange(
                gateway.port,
                "POST /pks/add HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: chunk, count: 3))
            let (reply, _) = try #require(Reply.parse(octets, toHead: false))
            #expect(reply.status == 413)
        }
    }

    @Test func `a form is measured after decoding`() async throws {
        var limits = HTTPLimits()
        limits.submission = armored.count
        try await withGateway(node, limits: limits) { gateway in
            let exact = try await request(
                gateway, "POST", "/pks/add", headers: [form],
                body: Array("keytext=".utf8) + percentEscaped(armored))
            #expect(exact.status == 200)
            let more = try await request(
                gateway, "POST", "/pks/add", headers: [form],
                body: Array("keytext=".utf8) + percentEscaped(armored + [0x0A]))
            #expect(more.status == 413)
        }
    }

    @Test func `submissions beyond what is held together are put off`() async throws {
        var limits = HTTPLimits()
        limits.bodiesInFlight = 100
        try await withGateway(node, limits: limits) { gateway in
            let reply = try await request(
                gateway, "POST", "/pks/add", headers: [form],
                body: Array("keytext=".utf8) + percentEscaped(armored))
            #expect(reply.status == 503)
            #expect(reply["Retry-After"] == "60")
            // What was refused is held no longer: the next small one fits.
            let small = try await request(
                gateway, "POST", "/pks/add", headers: [form], body: Array("keytext=x".utf8))
            #expect(small.status == 400)
        }
    }

    @Test func `a submission that is cut off is not stored`() async throws {
        let two = try Keys.named(2, "Bob").encoded() + key.encoded()
        try await withGateway(node) { gateway in
            // The first key arrived whole, but the client meant to say more.
            let head = "POST /pks/add HTTP/1.1\r\nContent-Type: application/pgp-keys\r\n"
            let declared = head + "Content-Length: \(two.count)\r\n\r\n"
            _ = try await exchange(
                gateway.port, Array(declared.utf8) + two.dropLast(10), finishes: true)
            #expect(node.submissions.isEmpty)
            let chunked =
                head + "Transfer-Encoding: chunked\r\n\r\n"
                + "\(String(two.count, radix: 16))\r\n"
            _ = try await exchange(gateway.port, Array(chunked.utf8) + two, finishes: true)
            #expect(node.submissions.isEmpty)
        }
    }
}

extension Packet {
    fileprivate var encodedForTest: [UInt8] {
        var output: [UInt8] = []
        encode(into: &output)
        return output
    }
}
