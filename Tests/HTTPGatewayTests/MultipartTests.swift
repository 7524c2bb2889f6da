import Testing

@testable import HTTPGateway

@Suite struct MultipartTests {
    private let keys = Array("\r\n--binary\r\n--xy\r\n--x-\r\n\u{0}--x".utf8)

    private func part(_ name: String, _ content: [UInt8], lineEnd: String = "\r\n") -> [UInt8] {
        let head = [
            "--x", "Content-Disposition: form-data; name=\"\(name)\"; filename=\"k\"",
            "Content-Type: application/pgp", "", "",
        ]
        return Array(head.joined(separator: lineEnd).utf8)
            + content + Array(lineEnd.utf8)
    }

    private func keytext(_ body: [UInt8]) throws -> [UInt8]? {
        try MultipartBoundary("x").part(named: "keytext", in: body)
    }

    @Test func `the part of the name is found, its octets as they are`() throws {
        let end = Array("--x--\r\n".utf8)
        #expect(try keytext(part("keytext", keys) + end) == keys)
        #expect(try keytext(Array("prose\r\n".utf8) + part("keytext", keys) + end) == keys)
        #expect(try keytext(part("a", [1]) + part("keytext", keys) + end) == keys)
        #expect(try keytext(part("keytext", keys) + part("keytext", [1]) + end) == keys)
        #expect(try keytext(part("keytext", keys, lineEnd: "\n") + Array("--x--".utf8)) == keys)
        #expect(try keytext(part("keytext", []) + end) == [])
        #expect(try keytext(part("a", keys) + end) == nil)
        #expect(try keytext(Array("--x--".utf8)) == nil)
    }

    @Test func `each way to be wrong has its reason`() {
        let cases: [([UInt8], MultipartError)] = [
            ([], .noParts), (Array("nothing".utf8), .noParts), (Array("--xy\r\n".utf8), .noParts),
            (part("keytext", keys), .unended(part: 1)),
            (part("a", []) + part("b", []), .unended(part: 2)),
            (Array("--x\r\nA: b".utf8), .unendedHeaders(part: 1)),
            (
                Array("--x\r\n".utf8) + [UInt8](repeating: 0x61, count: 9000)
                    + Array("\r\n\r\n--x--".utf8), .unendedHeaders(part: 1)
            ),
            (
                (0..<20).flatMap { _ in part("a", []) } + Array("--x--".utf8),
                .tooManyParts(limit: 16)
            ),
        ]
        for (body, error) in cases {
            #expect(throws: error) { try keytext(body) }
        }
    }

    @Test func `a boundary has 1 to 70 characters`() throws {
        for text in [nil, "", String(repeating: "x", count: 71)] {
            #expect(throws: MultipartError.boundary) { try MultipartBoundary(text) }
        }
        _ = try MultipartBoundary(String(repeating: "x", count: 70))
    }

    @Test func `no octets trap`() throws {
        var generator = SplitMix(state: testSeed())
        let pieces = [
            "--x", "--x--", "\r\n", "\n", "\r", "a", ":", "Content-Disposition:", "form-data",
            "; name=", "keytext", "\"", "\\", "\u{0}",
        ].map { Array($0.utf8) }
        for _ in 0..<5_000 {
            let body = (0..<Int.random(in: 0...30, using: &generator)).flatMap { _ in
                pieces.randomElement(using: &generator)!
            }
            if let found = try? keytext(body) { #expect(found.count <= body.count) }
        }
    }
}
