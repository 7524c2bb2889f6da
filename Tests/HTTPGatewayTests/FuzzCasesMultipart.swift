import Testing

@testable import HTTPGateway

/// Inputs that fuzzing, or reading for it, has found.
@Suite struct FuzzCasesMultipart {
    @Test func `a header line of megabytes, which took seconds as text, is refused unread`() {
        let line = "content-disposition:" + String(repeating: "e\u{301}", count: 2 << 20)
        let body = Array("--x\r\n\(line)".utf8)
        let duration = ContinuousClock().measure {
            #expect(throws: MultipartError.unendedHeaders(part: 1)) {
                try MultipartBoundary("x").part(named: "keytext", in: body)
            }
        }
        #expect(duration < .seconds(1))
    }
}
