import TestSupport
import Testing

@testable import HTTPGateway

@Suite struct PlainRequestTests {
    private func read(
        _ text: String, limits: HTTPLimits = HTTPLimits()
    ) -> PlainRequest? {
        let octets = Array(text.utf8)
        return PlainRequest(octets.span, within: .init(limits))
    }

    @Test func `the rest of a head is waited for while there may be one`() {
        func mayBegin(_ text: String) -> Bool {
            PlainRequest.mayBegin(Array(text.utf8).span, within: .init(HTTPLimits()))
        }
        let head = "GET /pks/lookup?op=get HTTP/1.1\r\nHost: x\r\n\r\n"
        for count in 0..<head.count { #expect(mayBegin(String(head.prefix(count)))) }
        for text in [
            head, head + "G", "PUT /", "GEX", "get /", "GET *", "GET / HTTP/1.0\n", "\r\n", "\n",
            "GET / HTTP/1.1\r\nHost: x\n", "PROXY TCP4",
            "GET /" + String(repeating: "a", count: 5_000),
        ] { #expect(!mayBegin(text), "\(text.prefix(40))") }
    }

    @Test func `what nearly all clients write is read`() throws {
        let text =
            "GET /pks/lookup?op=get&search=0xABCD%20 HTTP/1.1\r\nHost: keys.example.org:11371\r\n"
            + "User-Agent: gpg \t\r\nIf-None-Match: \"a\", W/\"b\"\r\nX-Forwarded-For:1.2.3.4\r\n"
            + "x-forwarded-for: ::1\r\n\r\n"
        let request = try #require(read(text + "GET"))
        #expect(request.method == .get && !request.isHTTP10 && request.isKeepAlive)
        #expect(request.target == "/pks/lookup?op=get&search=0xABCD%20")
        #expect(request.ifNoneMatch == "\"a\", W/\"b\"")
        #expect(request.forwardedFor == ["1.2.3.4", "::1"])
        #expect(request.octetCount == text.utf8.count)
    }

    @Test func `a body is announced`() throws {
        let text =
            "POST /pks/add HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n"
            + "Content-Type: application/pgp-keys\r\nAccept: application/json\r\n\r\n"
        let request = try #require(read(text + "keytext="))
        #expect(request.method == .post)
        #expect(request.headLength == text.utf8.count && request.bodyLength == 32_768)
        #expect(request.octetCount == text.utf8.count + 32_768)
        #expect(request.contentType == "application/pgp-keys")
        #expect(request.accept == "application/json")
        var limits = HTTPLimits()
        limits.submission = 32_767
        #expect(read(text, limits: limits) == nil)
    }

    @Test(arguments: [
        ("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", true, true),
        ("HEAD / HTTP/1.0\r\n\r\n", true, false),
        ("GET / HTTP/1.0\r\nhost: x\r\nconnection: Keep-Alive\r\n\r\n", false, true),
        ("GET / HTTP/1.1\r\nHost: x\r\nConnection: CLOSE\r\n\r\n", false, false),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", false, true),
    ])
    func `method, version and connection`(text: String, isHead: Bool, keeps: Bool) throws {
        let request = try #require(read(text))
        #expect(request.method == (isHead ? .head : .get) && request.isKeepAlive == keeps)
    }

    @Test(arguments: [
        "", "GET", "GET ", "GET /", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\r", "GET / HTTP/1.1\nHost: x\n\n",
        "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", "get / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /  HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", "GET /# HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.2\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX y\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n y: z\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n: z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: \u{0}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: \u{e9}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8388609\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nAccept: a\r\nAccept: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nEXPECT: 100-continue\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close, x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\nIf-None-Match: *\r\n\r\n",
    ])
    func `everything else is left to a whole parser`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `bounds are those of the whole parser, or lower`() {
        var limits = HTTPLimits()
        limits.headerFields = 3
        let fields = "X: y\r\nX: y\r\n"
        #expect(read("GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n", limits: limits) != nil)
        #expect(read("GET / HTTP/1.1\r\nHost: x\r\n\(fields)X: y\r\n\r\n", limits: limits) == nil)
        let head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        limits.head = head.utf8.count
        #expect(read(head, limits: limits) != nil)
        limits.head -= 1
        #expect(read(head, limits: limits) == nil)
    }

    @Test func `octets that are changed or cut never harm`() {
        var generator = SplitMix(state: testSeed())
        let heads = [
            "GET /pks/lookup?op=get HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "POST /pks/add HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\nAccept: a/b\r\n\r\n",
        ].map { Array($0.utf8) }
        for index in 0..<20_000 {
            let head = heads[index % heads.count]
            var octets = Array(head.prefix(Int.random(in: 0...head.count, using: &generator)))
            for _ in 0..<Int.random(in: 0...3, using: &generator) where !octets.isEmpty {
                octets[Int.random(in: 0..<octets.count, using: &generator)] =
                    UInt8.random(in: 0...255, using: &generator)
            }
            let request = PlainRequest(octets.span, within: .init(HTTPLimits()))
            if let request {
                #expect(request.headLength <= octets.count)
                #expect((0...HTTPLimits().submission).contains(request.bodyLength))
            }
        }
    }
}
