import Testing

@testable import hkpload

@Suite struct AnswerReaderTests {
    /// Reads an answer in portions; whether each of them completed it.
    private func read(_ portions: [String], with reader: inout AnswerReader) -> [Bool] {
        portions.map { portion in
            Array(portion.utf8).withUnsafeBytes { reader.read($0) == .complete }
        }
    }

    @Test func `an answer ends with the octets that its head announces, however it is cut`() {
        let answer = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: y\r\n\r\nhello"
        var reader = AnswerReader()
        #expect(read([answer], with: &reader) == [true])
        for cut in 1..<answer.utf8.count {
            reader.reset()
            let portions = [answer.utf8.prefix(cut), answer.utf8.dropFirst(cut)].map {
                String(decoding: $0, as: UTF8.self)
            }
            #expect(read(portions, with: &reader) == [false, true])
            #expect(reader.status == 200 && !reader.closes)
        }
        reader.reset()
        let octets = answer.unicodeScalars.map { String($0) }
        #expect(read(octets, with: &reader).firstIndex(of: true) == octets.count - 1)
    }

    @Test func `a head without a length waits for the end of the connection`() {
        var reader = AnswerReader()
        #expect(read(["HTTP/1.0 404 Not found\r\n\r\n", "text"], with: &reader) == [false, false])
        #expect(reader.status == 404 && reader.closes && reader.isCompleteAtEnd)
        reader.reset()
        #expect(read(["HTTP/1.1 200 OK\r\n"], with: &reader) == [false])
        #expect(!reader.isCompleteAtEnd)
        reader.reset()
        let cut = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"
        #expect(read([cut], with: &reader) == [false] && !reader.isCompleteAtEnd)
    }

    @Test func `the field Connection decides over the version`() {
        var reader = AnswerReader()
        _ = read(["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"], with: &reader)
        #expect(reader.closes)
        reader.reset()
        _ = read(["HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n"], with: &reader)
        #expect(!reader.closes)
    }

    @Test func `a length that no integer holds and a head without an end are survived`() {
        var reader = AnswerReader()
        let digits = String(repeating: "9", count: 40)
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(digits)\r\n\r\n"
        #expect(read([head], with: &reader) == [false])
        reader.reset()
        let endless = [String](repeating: String(repeating: "x", count: 10_000), count: 10)
        #expect(read(endless, with: &reader).allSatisfy { !$0 } && !reader.isCompleteAtEnd)
    }

    @Test func `requests are cut at their lengths, and a file that ends within one is refused`() {
        let file: [UInt8] = [0, 0, 0, 2, 7, 8, 0, 0, 0, 1, 9]
        let requests = PreparedRequests(file)
        #expect(requests?.count == 2)
        #expect(requests?[0] == 4..<6 && requests?[1] == 10..<11)
        for end in 1..<file.count where end != 6 {
            #expect(PreparedRequests(Array(file[..<end]))?.count == nil)
        }
        #expect(PreparedRequests([0, 0, 0, 0])?.count == nil)
    }
}
