import Listening
import TestSupport
import Testing

@testable import HTTPGateway

@Suite struct ProxyHeaderTests {
    private let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]
    private let rest = Array("GET / HTTP/1.1\r\n".utf8)

    private func block(
        _ command: UInt8, _ family: UInt8, _ addresses: [UInt8]
    ) -> [UInt8] {
        signature + [command, family, UInt8(addresses.count >> 8), UInt8(addresses.count & 255)]
            + addresses
    }

    private func source(_ octets: [UInt8]) throws -> (IPAddress?, length: Int) {
        guard case .header(let header) = try ProxyHeader.read(octets) else {
            throw TestFailure.malformed("no header")
        }
        return (header.source, header.length)
    }

    @Test(arguments: [
        ("PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n", "203.0.113.5"),
        ("PROXY TCP6 2001:db8::5 2001:db8::1 1 2\r\n", "2001:db8::5"),
        ("PROXY TCP6 ::ffff:203.0.113.5 ::1 1 2\r\n", "203.0.113.5"),
        ("PROXY UNKNOWN\r\n", nil),
        ("PROXY UNKNOWN what follows is not read\r\n", nil),
    ])
    func `a line names who is connected`(line: String, expected: String?) throws {
        let (address, length) = try source(Array(line.utf8) + rest)
        #expect(address == expected.flatMap { IPAddress($0) })
        #expect(length == line.utf8.count)
    }

    @Test func `a block names who is connected`() throws {
        let v4 = block(0x21, 0x11, [203, 0, 113, 5, 192, 0, 2, 1, 0xDC, 4, 1, 0xBB])
        #expect(try source(v4 + rest) == (IPAddress("203.0.113.5"), v4.count))
        let more = block(0x21, 0x11, [203, 0, 113, 5, 192, 0, 2, 1, 0, 1, 0, 2, 4, 0, 1, 0])
        #expect(try source(more + rest) == (IPAddress("203.0.113.5"), more.count))
        let address = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [5]
        let v6 = block(0x21, 0x21, address + address + [0, 1, 0, 2])
        #expect(try source(v6) == (IPAddress("2001:db8::5"), v6.count))
        for own in [block(0x20, 0, []), block(0x20, 0x11, [1, 2]), block(0x21, 0, [])] {
            #expect(try source(own + rest) == (nil, own.count))
        }
    }

    @Test func `what has begun is waited for, whatever it may become`() throws {
        let line = Array("PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n".utf8)
        let block = block(0x21, 0x11, [203, 0, 113, 5, 192, 0, 2, 1, 0xDC, 4, 1, 0xBB])
        for whole in [line, block] {
            for count in 1..<whole.count {
                #expect(try ProxyHeader.read(Array(whole.prefix(count))) == .incomplete)
            }
        }
        for text in ["GET / HTTP/1.1", "POST", "PUT", "PROPFIND", "\r\nGET", "x", "\u{0}"] {
            #expect(try ProxyHeader.read(Array(text.utf8)) == .absent)
        }
    }

    @Test(arguments: [
        "PROXY TCP4 203.0.113.5 192.0.2.1 56324\r\n", "PROXY \r\n", "PROXY TCP4\r\n",
        "PROXY TCP5 203.0.113.5 192.0.2.1 1 2\r\n", "PROXY TCP4 ::1 192.0.2.1 1 2\r\n",
        "PROXY TCP6 203.0.113.5 ::1 1 2\r\n", "PROXY TCP4 203.0.113.5 192.0.2.1 1 65536\r\n",
        "PROXY TCP4 203.0.113.5  192.0.2.1 1 2\r\n", "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\n",
        "PROXY TCP4 localhost 192.0.2.1 1 2\r\n",
    ])
    func `a malformed line is refused`(line: String) {
        #expect(throws: ProxyHeaderError.malformed) {
            try ProxyHeader.read(Array(line.utf8))
        }
    }

    @Test func `what is longer than any header is not waited for`() {
        let line = Array("PROXY TCP4 ".utf8) + [UInt8](repeating: 0x31, count: 100)
        #expect(throws: ProxyHeaderError.tooLong(limit: 107)) { try ProxyHeader.read(line) }
        let block = signature + [0x21, 0x11, 0x10, 0x01]
        #expect(throws: ProxyHeaderError.tooLong(limit: 4096)) { try ProxyHeader.read(block) }
    }

    @Test func `a malformed block is refused`() {
        #expect(throws: ProxyHeaderError.unknownVersion(3)) {
            try ProxyHeader.read(block(0x31, 0x11, []))
        }
        for octets in [
            block(0x22, 0x11, []), block(0x21, 0x41, []), block(0x21, 0x11, [1, 2, 3]),
            block(0x21, 0x21, [UInt8](repeating: 0, count: 35)),
        ] {
            #expect(throws: ProxyHeaderError.malformed) { try ProxyHeader.read(octets) }
        }
    }

    @Test func `no octets trap`() {
        var generator = SplitMix(state: testSeed())
        for _ in 0..<20_000 {
            let start = [signature, Array("PROXY ".utf8), []].randomElement(using: &generator)!
            let noise = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                [UInt8.random(in: 0...255, using: &generator), 0x20, 0x0D, 0x0A, 0x21]
                    .randomElement(using: &generator)!
            }
            guard !(start + noise).isEmpty else { continue }
            if case .header(let header)? = try? ProxyHeader.read(start + noise) {
                #expect(header.length <= start.count + noise.count)
            }
        }
    }
}
