import Testing

@testable import NodeSocket

/// When the first request of a connection is worth a channel.
@Suite struct RequestBeginningTests {
    private static let lengthOfTen = "POST /v1/keys HTTP/1.1\r\nContent-Length: 10\r\n\r\n"

    private func stage(_ text: String) -> RequestBeginning.Stage {
        var beginning = RequestBeginning()
        beginning.receive(Array(text.utf8))
        return beginning.stage
    }

    @Test(
        arguments: [
            ("", .head), ("GET / HTTP/1.1\r\n", .head), ("GET / HTTP/1.1\r\nHost: x\r\n", .head),
            ("GET / HTTP/1.1\r\nHost: x\r\n\r", .head),
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", .enough), ("GET / HTTP/1.1\n\n", .enough),
            ("GET / HTTP/1.1\nHost: x\n\r\n", .enough), ("\r\n\r\n", .enough),
            (lengthOfTen, .body), (lengthOfTen + "123456789", .body),
            (lengthOfTen + "1234567890", .enough), (lengthOfTen + "1234567890GET", .enough),
            ("POST / HTTP/1.1\r\ncontent-LENGTH:\t2\r\n\r\n1", .body),
            ("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", .enough),
            ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", .enough),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", .enough),
            // It waits for the answer to its head.
            ("POST / HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", .enough),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", .enough),
        ] as [(String, RequestBeginning.Stage)])
    func `a head and its body are waited for`(text: String, stage: RequestBeginning.Stage) {
        #expect(self.stage(text) == stage)
    }

    @Test func `octet by octet is as good`() {
        let text = Array((Self.lengthOfTen + "1234567890").utf8)
        var beginning = RequestBeginning()
        for (index, octet) in text.enumerated() {
            beginning.receive([octet])
            let isHead = index < Self.lengthOfTen.utf8.count - 1
            let expected: RequestBeginning.Stage =
                index == text.count - 1 ? .enough : isHead ? .head : .body
            #expect(beginning.stage == expected, "\(index)")
        }
        #expect(beginning.octets == text)
    }

    @Test func `neither a head nor a body is waited for without end`() {
        let most = RequestBeginning.mostOctets
        #expect(stage(String(repeating: "x", count: most - 1)) == .head)
        #expect(stage(String(repeating: "x", count: most)) == .enough)
        #expect(stage(String(repeating: "\n", count: 1)) == .head)
        let long = "POST / HTTP/1.1\r\nContent-Length: 100000000\r\n\r\n"
        #expect(stage(long + String(repeating: "x", count: most - long.utf8.count - 1)) == .body)
        #expect(stage(long + String(repeating: "x", count: most - long.utf8.count)) == .enough)
    }
}
