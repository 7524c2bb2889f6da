import NIOCore
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@testable import HTTPGateway

/// What is answered on the event loop is answered as by a task.
@Suite struct AtOnceTests {
    private let alice: TransferablePublicKey
    private let node: MemoryNode

    init() throws {
        alice = try Keys.named(1, "Alice Example <alice@example.org>")
        node = MemoryNode([alice, try Keys.named(2, "Bob Example <bob@example.org>")])
        node.state.withLock { $0.promptness = .atOnce }
    }

    private var get: String { "/pks/lookup?op=get&search=0x\(alice.fingerprint.hex)" }

    private func head(
        _ target: String, method: String = "GET", fields: [String] = []
    ) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: x\r\n"
            + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    /// All that comes when this is sent, and the connection is closed behind it by us or by them.
    private func replies(
        _ gateway: RunningGateway, _ text: String, finishes: Bool = false
    ) async throws -> [UInt8] {
        try await exchange(gateway.port, text, finishes: finishes)
    }

    private var targets: [(target: String, atOnce: Bool)] {
        let fingerprint = alice.fingerprint.hex
        let digest = alice.digestInSKS?.hex ?? ""
        let none = String(repeating: "0", count: 40)
        return [
            (get, true), (get + "&options=mr,bin", true), (get + "&limit=0", true),
            (get + "&exact=on&options=mr&fingerprint=on&hash=on", true),
            ("/pks/lookup?op=get&search=0x\(alice.keyID.hex)", true),
            ("/pks/lookup?op=hget&search=\(digest)", true),
            ("/pks/lookup?op=index&options=mr&search=0x\(fingerprint)", true),
            ("/pks/lookup?op=index&search=0x\(alice.keyID.hex)", true),
            ("/pks/lookup?op=vindex&search=0x\(fingerprint)", true),
            ("/pks/lookup?op=vindex&hash=on&search=0x\(fingerprint)", false),
            ("/pks/lookup?op=index&options=json&search=0x\(fingerprint)", false),
            ("/pks/lookup?op=get&search=0x\(none)", true),
            ("/pks/lookup?op=get&search=0x1234", true), ("/pks/lookup?op=get", true),
            ("/pks/lookup?op=frob&search=x", true),
            ("/pks/lookup?op=get&search=0x12345678", true),
            ("/vks/v1/by-fingerprint/\(fingerprint)", true),
            ("/vks/v1/by-keyid/\(alice.keyID.hex)", true), ("/vks/v1/by-keyid/12", true),
            ("/pks/v2/certs/by-vfingerprint/04\(fingerprint)", true),
            ("/pks/v2/certs/by-keyid/\(alice.keyID.hex)", true),
            ("/pks/v2/index/\(fingerprint)", true), ("/pks/v2/certs/by-keyid", true),
            ("/pks/lookup?op=get&search=alice", true),
            ("/pks/lookup?op=index&search=0x\(alice.keyID.hex.suffix(8))", true),
            ("/pks/v2/certs/by-identity/alice%40example.org", true),
            ("/pks/lookup?op=stats&options=json", false), ("/pks/health", false),
            ("/nowhere", false), ("/pks/add", false),
        ]
    }

    @Test(arguments: ["GET", "HEAD"])
    func `answers are the same, octet by octet but for the order of fields`(
        method: String
    ) async throws {
        try await compare(method: method, fields: [])
    }

    @Test func `answers to who has them already, or some, are the same`() async throws {
        for known in ["*", "\"x\", \"y\""] {
            try await compare(method: "GET", fields: ["If-None-Match: \(known)"])
        }
    }

    private func compare(method: String, fields: [String]) async throws {
        // With the second the whole of HTTP answers it.
        for connection in ["Connection: close", "Connection: close, x"] {
            try await compare(method: method, fields: fields, withTask: connection)
        }
    }

    private func compare(
        method: String, fields: [String], withTask connection: String
    ) async throws {
        let usual = MemoryNode()
        for key in node.state.withLock({ state in state.order.compactMap { state.keys[$0] } }) {
            usual.store(key)
        }
        try await withGateway(node) { gateway in
            try await withGateway(usual) { other in
                for (target, _) in targets {
                    let atOnce = head(
                        target, method: method, fields: fields + ["Connection: close"])
                    let withTask = head(target, method: method, fields: fields + [connection])
                    let isHead = method == "HEAD"
                    let one = try #require(
                        Reply.parse(try await replies(gateway, atOnce), toHead: isHead))
                    let two = try #require(
                        Reply.parse(try await replies(other, withTask), toHead: isHead))
                    #expect(one.1.isEmpty && two.1.isEmpty)
                    #expect(one.0.status == two.0.status, "\(target)")
                    #expect(one.0.body == two.0.body, "\(target)")
                    #expect(one.0.sortedFields == two.0.sortedFields, "\(target)")
                }
                #expect(gateway.refusals.all == other.refusals.all)
                let (first, second) = (
                    try await request(gateway, "GET", "/metrics").text,
                    try await request(other, "GET", "/metrics").text
                )
                let names = ["claviger_http_requests_total", "claviger_http_sent_bytes_total"]
                for name in names {
                    #expect(first.lines(of: name) == second.lines(of: name))
                }
            }
        }
    }

    @Test func `lookups need no task, others have one`() async throws {
        try await withGateway(node) { gateway in
            for (target, atOnce) in targets {
                let before = node.state.withLock { ($0.lookups, $0.lookupsAtOnce) }
                let octets = try await replies(
                    gateway, head(target, fields: ["Connection: close"]))
                let reply = try #require(Reply.parse(octets, toHead: false)?.0)
                let after = node.state.withLock { ($0.lookups, $0.lookupsAtOnce) }
                if atOnce { #expect(after.0 == before.0, "\(target)") }
                if atOnce, reply.status == 200 { #expect(after.1 == before.1 + 1, "\(target)") }
            }
        }
    }

    @Test func `who has asked for what takes longer is not given away`() async throws {
        node.state.withLock { $0.promptness = nil }
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port) { connection in
                for promptness: MemoryNode.Promptness? in [nil, .atOnce, .refuses, .atOnce] {
                    node.state.withLock { $0.promptness = promptness }
                    try await connection.send(head(get))
                    #expect(try await connection.receive().status == 200)
                }
            }
        }
        #expect(node.state.withLock { $0.askedOnOurs } == [true, true, true, true])
        #expect(node.state.withLock { $0.lookups } == 2)
    }

    @Test func `who has waited for longer than an idle one may is closed when idle`() async throws {
        node.state.withLock {
            $0.promptness = nil
            $0.pause = .milliseconds(700)
        }
        try await withGateway(node, idleTimeout: .milliseconds(300)) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(head(get))
                #expect(try await connection.receive().status == 200)
                #expect(await connection.receiveAll().isEmpty)
            }
        }
    }

    @Test(arguments: [MemoryNode.Promptness.atOnce, .later, .refuses])
    func `pipelined requests of both kinds are answered in their order, however they are cut`(
        promptness: MemoryNode.Promptness
    ) async throws {
        node.state.withLock { $0.promptness = promptness }
        let text =
            head(get) + head("/pks/health") + head(get, method: "HEAD")
            + head("/pks/lookup?op=get&search=alice") + head("/pks/lookup?op=get") + head(get)
            + "POST /pks/add HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\r\n\r\n"
            + head(get) + head(get, fields: ["Connection: close"])
        let octets = Array(text.utf8)
        let statuses = [200, 200, 200, 200, 400, 200, 400, 200, 200]
        let key = Armor.encode(alice.encoded(), kind: .publicKeyBlock, headers: [])
        try await withGateway(node) { gateway in
            for cut in stride(from: 1, through: octets.count, by: 17) {
                try await withConnection(gateway.port) { connection in
                    try await connection.send(Array(octets[..<cut]))
                    try await connection.send(Array(octets[cut...]))
                    for (index, status) in statuses.enumerated() {
                        let reply = try await connection.receive(toHead: index == 2)
                        #expect(reply.status == status, "answer \(index), cut at \(cut)")
                        if [0, 3, 5, 7, 8].contains(index) { #expect(reply.body == key) }
                        #expect((reply["Connection"] == "close") == (index == 8))
                    }
                    #expect(await connection.receiveAll().isEmpty)
                }
            }
        }
    }

    @Test func `what is submitted is answered the same, however it comes`() async throws {
        let armored = Armor.encode(alice.encoded())
        let form = Array("keytext=".utf8) + percentEscaped(armored)
        let types = ["application/x-www-form-urlencoded", "application/pgp-keys", "text/x", ""]
        for (type, body) in types.flatMap({ [($0, form), ($0, armored), ($0, Array("x".utf8))] }) {
            for target in ["/pks/add", "/pks/add?options=json", "/pks/v2/certs", "/vks/v1/upload"] {
                let type = type.isEmpty ? [] : ["Content-Type: \(type)"]
                let length = "Content-Length: \(body.count)"
                // With the second the whole of HTTP reads it.
                let requests = ["Accept-Language: x", "Connection: close, x"].map { field in
                    Array(head(target, method: "POST", fields: type + [length, field]).utf8) + body
                }
                var answers: [Reply] = []
                for request in requests {
                    let answer = try await withGateway(MemoryNode()) { gateway in
                        try await withConnection(gateway.port) { connection in
                            let cut = request.count - body.count / 2
                            try await connection.send(Array(request[..<cut]))
                            try await connection.send(Array(request[cut...]))
                            return try await connection.receive()
                        }
                    }
                    answers.append(answer)
                }
                #expect(answers[0].status == answers[1].status, "\(target) \(type)")
                #expect(answers[0].body == answers[1].body, "\(target) \(type)")
                let fields = answers.map { $0.sortedFields.filter { !$0.hasPrefix("Connection") } }
                #expect(fields[0] == fields[1], "\(target) \(type)")
            }
        }
    }

    @Test func `octet by octet is as good`() async throws {
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port) { connection in
                for _ in 0..<2 {
                    for octet in head(get).utf8 { try await connection.send([octet]) }
                    #expect(try await connection.receive().status == 200)
                    try await connection.send(head(get))
                    #expect(try await connection.receive().status == 200)
                }
            }
        }
    }

    @Test(arguments: [MemoryNode.Promptness.atOnce, .later])
    func `who closes for writing gets the answer, and the end`(
        promptness: MemoryNode.Promptness
    ) async throws {
        node.state.withLock { $0.promptness = promptness }
        try await withGateway(node) { gateway in
            let octets = try await replies(gateway, head(get), finishes: true)
            let (reply, rest) = try #require(Reply.parse(octets, toHead: false))
            #expect(reply.status == 200 && rest.isEmpty)
            #expect(try await replies(gateway, "", finishes: true).isEmpty)
        }
    }

    @Test func `many answers that nobody reads do not pile up`() async throws {
        let userIDs = (0..<100).map { Array("\($0) \(String(repeating: "x", count: 200))".utf8) }
        let large = try Keys.withUserIDs(9, userIDs)
        node.store(large)
        let text = head("/pks/lookup?op=get&search=0x\(large.fingerprint.hex)")
        let count = 400
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port, receiveBuffer: 4096) { connection in
                connection.startSending(String(repeating: text, count: count))
                await connection.receiveBeginning()
                for index in 0..<count {
                    let reply = try await connection.receive()
                    if reply.status != 200 { #expect(reply.status == 200, "answer \(index)") }
                }
            }
        }
    }

    @Test func `an idle connection ends after its last answer, as any`() async throws {
        try await withGateway(node, idleTimeout: .milliseconds(300)) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(head(get))
                #expect(try await connection.receive().status == 200)
                #expect(await connection.receiveAll().isEmpty)
            }
        }
    }

    @Test func `a stopping gateway ends connections at rest and answers what is asked`()
        async throws
    {
        node.state.withLock { $0.promptness = .later }
        try await withGateway(node) { gateway in
            try await withConnection(gateway.port) { connection in
                try await connection.send(head(get))
                #expect(try await connection.receive()["Connection"] == nil)
                try await connection.send(head(get))
                async let stopped: Void = gateway.stop()
                #expect(try await connection.receive().status == 200)
                #expect(await connection.receiveAll().isEmpty)
                await stopped
            }
        }
    }

    @Test func `a trusted proxy that names nobody is told so`() async throws {
        let loopback = try #require(AddressRange("127.0.0.0/8"))
        try await withGateway(node, trustedProxies: [loopback]) { gateway in
            for (name, status) in [("192.0.2.1", 200), ("nobody", 400)] {
                let octets = try await replies(
                    gateway,
                    head(get, fields: ["X-Forwarded-For: \(name)", "Connection: close"]))
                #expect(Reply.parse(octets, toHead: false)?.0.status == status)
            }
            #expect(gateway.refusals.all == ["hkp.forwarded": 1])
        }
    }
}

extension Reply {
    fileprivate var sortedFields: [String] {
        headers.map { "\($0.name): \($0.value)" }.sorted()
    }
}

extension String {
    /// The samples of this metric.
    fileprivate func lines(of metric: String) -> [Substring] {
        split(separator: "\n").filter { $0.hasPrefix(metric) }
    }
}
