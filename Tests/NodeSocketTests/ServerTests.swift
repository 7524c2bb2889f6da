import Foundation
import Keyring
import NodeRequests
import NodeService
import OpenPGP
import SyntheticKeys
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// What a script with an HTTP client sees.
@Suite struct ServerTests {
    private let node = RecordingNode()

    private func serving<Value: Sendable>(
        _ work: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            return try await withServer(node, at: path) { _ in try await work(path) }
        }
    }

    @Test func `status is JSON`() async throws {
        try await serving { path in
            let (status, body) = try await ask(path, "GET /v1/status")
            #expect(status == 200)
            let decoded = try JSONDecoder().decode(NodeStatus.self, from: Data(body.utf8))
            #expect(decoded == RecordingNode.status)
        }
    }

    @Test func `keys are looked up as in HKP and given armored to who accepts that`() async throws {
        let key = SyntheticKey(1).key
        try await serving { path in
            let (none, _) = try await ask(
                path,
                "GET /v1/keys?search=0x\(key.fingerprint.hex) HTTP/1.1\r\n"
                    + "Accept: application/pgp-keys\r\nX: y")
            #expect(none == 404)
            node.change {
                $0.lookup = .found([
                    FoundKey(
                        fingerprint: key.fingerprint, digest: nil, packets: key.encoded())
                ])
            }
            let answer = try await exchange(
                path,
                "GET /v1/keys?search=Alice%20Example&exact=on HTTP/1.1\r\n"
                    + "Accept: application/pgp-keys\r\nConnection: close\r\n\r\n")
            let armored = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
            #expect(try Armor.decode(Array(armored.utf8))[0].bytes == key.encoded())
        }
        #expect(node.asked.lookups.map(\.limit) == [500, 500])
        let words = [Array("alice".utf8), Array("example".utf8)]
        #expect(node.asked.lookups.last?.query == .words(words, exactly: "Alice Example"))
    }

    @Test(arguments: [
        ("GET /", "", 404, "not_found"), ("GET /v2/status", "", 404, "not_found"),
        ("GET /v1/", "", 404, "not_found"), ("GET /v1/status/", "", 404, "not_found"),
        ("POST /v1/peers//reconcile", "", 404, "not_found"),
        ("POST /v1/peers/%zz/reconcile", "", 404, "not_found"),
        ("POST /v1/status", "", 405, "method_not_allowed"),
        ("GET /v1/check", "", 405, "method_not_allowed"),
        ("DELETE /v1/keys", "", 405, "method_not_allowed"),
        ("GET /v1/keys", "", 400, "bad_request"),
        ("GET /v1/keys?search=", "", 400, "bad_request"),
        ("GET /v1/keys?search=0x123", "", 400, "bad_request"),
        ("GET /v1/keys?fingerprint=12", "", 400, "bad_request"),
        ("GET /v1/keys?keyid=zz", "", 400, "bad_request"),
        ("GET /v1/keys?short=123456789", "", 400, "bad_request"),
        ("GET /v1/keys?digest=1", "", 400, "bad_request"),
        ("GET /v1/keys?word=abc", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&limit=0", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&limit=10001", "", 400, "bad_request"),
        ("GET /v1/keys?search=%zz", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&search=b", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&serach=b", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&keyid=0123456789abcdef", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&exact=off", "", 400, "bad_request"),
        ("GET /v1/keys?word=61&exact=on", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&exactly=a", "", 400, "bad_request"),
        ("GET /v1/keys?search=a&limit=+5", "", 400, "bad_request"),
        ("GET /v1/status?x", "", 400, "bad_request"),
        ("POST /v1/keys?origin=client&name=", "x", 400, "bad_request"),
        ("POST /v1/keys?origin=mars", "x", 400, "bad_request"),
        ("POST /v1/keys?origin=peer", "x", 400, "bad_request"),
        ("POST /v1/keys/by-digest", "[]", 400, "bad_request"),
        ("POST /v1/keys/by-digest", "{\"digests\":[\"x\"],\"maximumBytes\":1}", 400, "bad_request"),
        ("POST /v1/keys/by-digest", "{\"digests\":[],\"maximumBytes\":-1}", 400, "bad_request"),
        ("POST /v1/refusals", "{}", 400, "bad_request"),
        ("POST /v1/refusals", "{\"refusals\":{\"Mr. X\":1}}", 400, "bad_request"),
        ("POST /v1/refusals", "{\"refusals\":{\"a.b.c\":1}}", 400, "bad_request"),
        ("POST /v1/refusals", "{\"refusals\":{\"a.\":1}}", 400, "bad_request"),
        ("POST /v1/refusals", "{\"refusals\":{\"a.b\":-1}}", 400, "bad_request"),
        ("POST /v1/refusals", "{\"refusals\":{\"a.b\":1000000001}}", 400, "bad_request"),
        ("PUT /v1/redactions", "", 405, "method_not_allowed"),
        ("POST /v1/redactions", "", 400, "bad_request"),
        ("POST /v1/redactions", "{\"fingerprint\":\"12\"}", 400, "bad_request"),
        ("DELETE /v1/redactions", "{\"userID\":\"\"}", 400, "bad_request"),
        (
            "POST /v1/redactions",
            "{\"fingerprint\":\"0123456789abcdef0123456789abcdef\",\"userId\":\"QQ==\"}", 400,
            "bad_request"
        ),
        (
            "POST /v1/redactions",
            "{\"fingerprint\":\"0123456789abcdef0123456789abcdef\",\"userID\":null}", 400,
            "bad_request"
        ),
        (
            "POST /v1/redactions",
            "{\"fingerprint\":\"0123456789abcdef0123456789abcdef\",\"by\":\"the king\"}", 400,
            "bad_request"
        ),
        ("PUT /v1/removals", "", 405, "method_not_allowed"),
        ("POST /v1/removals", "{\"fingerprint\":\"12\",\"reason\":\"x\"}", 400, "bad_request"),
        (
            "POST /v1/removals", "{\"fingerprint\":\"0123456789abcdef0123456789abcdef\"}", 400,
            "bad_request"
        ),
        ("DELETE /v1/removals", "[]", 400, "bad_request"),
        ("POST /v1/dump", "", 405, "method_not_allowed"),
        ("POST /v1/changes", "", 405, "method_not_allowed"),
    ])
    func `a bad request is refused with its reason`(
        request: String, body: String, status: Int, code: String
    ) async throws {
        try await serving { path in
            let (answered, text) = try await ask(path, request, body: body)
            #expect(answered == status)
            let failure = try JSONDecoder().decode(Messages.Failure.self, from: Data(text.utf8))
            #expect(failure.error.code == code)
            #expect(!failure.error.message.isEmpty)
        }
        #expect(node.asked.submissions.isEmpty && node.asked.lookups.isEmpty)
        #expect(node.asked.redactionOrders.isEmpty && node.asked.removalOrders.isEmpty)
    }

    @Test func `a wrong method is told which are right`() async throws {
        try await serving { path in
            let answer = try await exchange(
                path, "PATCH /v1/removals HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
            #expect(answer.contains("\r\nAllow: DELETE, GET, POST\r\n"))
        }
    }

    @Test func `a blank may be written as a plus`() async throws {
        try await serving { path in
            let (status, _) = try await ask(path, "GET /v1/keys?search=ada+b%2Bc&exact=on")
            #expect(status == 200)
        }
        let words = [Array("ada".utf8), Array("b".utf8), Array("c".utf8)]
        #expect(node.asked.lookups.map(\.query) == [.words(words, exactly: "ada b+c")])
    }

    @Test func `who is over its budget is told when to come back`() async throws {
        node.change { $0.failure = NodeServiceError.overBudget(retryAfter: 42) }
        try await serving { path in
            let answer = try await exchange(
                path,
                "POST /v1/keys?origin=client&name=192.0.2.1 HTTP/1.1\r\nConnection: close\r\n"
                    + "Content-Length: 1\r\n\r\nx")
            #expect(answer.hasPrefix("HTTP/1.1 429 "))
            #expect(answer.contains("\r\nRetry-After: 42\r\n"))
            #expect(answer.contains("\"over_budget\""))
        }
    }

    @Test func `an order to redact is the caller's own`() async throws {
        let fingerprint = SyntheticKey(1).key.fingerprint
        try await serving { path in
            let (status, body) = try await ask(
                path, "POST /v1/redactions", body: "{\"fingerprint\":\"\(fingerprint.hex)\"}")
            #expect(status == 200)
            let report = try JSONDecoder().decode(RedactionReport.self, from: Data(body.utf8))
            #expect(report.redactions == RecordingNode.redactions)
        }
        #expect(
            node.asked.redactionOrders == [
                .init(
                    fingerprint: fingerprint, userID: nil, undo: false, by: "user \(geteuid())")
            ])
    }

    @Test func `a submission over the limit is refused before it is read`() async throws {
        try await serving { path in
            // Nothing of it is sent, and the client gives up after the answer.
            let answer = try await within {
                try await exchange(
                    path,
                    "POST /v1/keys HTTP/1.1\r\nConnection: close\r\n"
                        + "Content-Length: 67108865\r\n\r\n")
            }
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("\"too_large\""))
        }
    }

    @Test func `a submission that is cut off is not stored`() async throws {
        try await serving { path in
            let client = try await cut(path, "Content-Length: 100\r\n\r\nhalf of it")
            #expect(!client.hasPrefix("HTTP/1.1 200"))
            let chunked = try await cut(path, "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            #expect(!chunked.hasPrefix("HTTP/1.1 200"))
        }
        #expect(node.asked.submissions.isEmpty)
    }

    private func cut(_ path: String, _ rest: String) async throws -> String {
        try await exchange(path, "POST /v1/keys HTTP/1.1\r\n" + rest, finishes: true)
    }

    @Test func `idle connections end`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path, idleTimeout: .milliseconds(200)) { _ in
                let silent = try await exchange(path, "")
                #expect(silent.isEmpty)
                let half = try await exchange(path, "GET /v1/st")
                #expect(!half.hasPrefix("HTTP/1.1 200"))
                let served = try await exchange(path, "GET /v1/status HTTP/1.1\r\n\r\n")
                #expect(served.hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test func `a request comes in whatever pieces`() async throws {
        let key = SyntheticKey(1).key.encoded()
        let head =
            "POST /v1/keys HTTP/1.1\r\nConnection: close\r\nContent-Length: \(key.count)\r\n\r\n"
        try await serving { path in
            let octets = Array(head.utf8) + key
            for cut in stride(from: 1, to: octets.count, by: 7) {
                let answer = try await exchange(
                    path, pieces: [Array(octets[..<cut]), Array(octets[cut...])])
                #expect(answer.hasPrefix("HTTP/1.1 200"), "cut at \(cut)")
            }
        }
    }

    @Test func `a body that comes late is waited for`() async throws {
        let key = SyntheticKey(1).key.encoded()
        let head =
            "POST /v1/keys HTTP/1.1\r\nConnection: close\r\nContent-Length: \(key.count)\r\n\r\n"
        try await serving { path in
            let answer = try await exchange(
                path, pieces: [Array(head.utf8), key], pause: .milliseconds(1_300))
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `who sends a key and leaves has sent it`() async throws {
        let key = SyntheticKey(1).key.encoded()
        let head = "POST /v1/keys HTTP/1.1\r\nContent-Length: \(key.count)\r\n\r\n"
        try await serving { path in
            for _ in 1...20 {
                try await send(path, pieces: [Array(head.utf8), key])
            }
            try await until { node.asked.submissions.count == 20 }
        }
    }

    @Test func `stopping does not wait for a check`() async throws {
        let endless = EndlessNode()
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(endless, at: path) { stop in
                try await NodeSocketClient.with(path: path) { client in
                    let check = Task { try await client.check() }
                    await endless.started()
                    await stop()
                    await #expect(throws: NodeServiceError.stopping) { try await check.value }
                }
            }
        }
    }
}
