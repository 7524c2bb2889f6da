import Listening
import Testing

@testable import HTTPGateway

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
        ("10.0.0.0/8", "10.255.1.2", "11.0.0.0"),
        ("192.0.2.128/25", "192.0.2.255", "192.0.2.127"),
        ("192.0.2.4/30", "192.0.2.7", "192.0.2.8"),
        ("0.0.0.0/0", "203.0.113.9", "::1"),
        ("::1", "::1", "::2"),
        ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
        ("2001:db8::8000/113", "2001:db8::ffff", "2001:db8::7fff"),
        ("::/0", "2001:db8::1", "127.0.0.1"),
        ("10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:11.1.2.3"),
        ("::ffff:10.0.0.0/104", "10.1.2.3", "11.1.2.3"),
    ])
    func `a range holds its addresses and no others`(
        text: String, inside: String, outside: String
    ) throws {
        let range = try #require(AddressRange(text))
        #expect(range.contains(try #require(IPAddress(inside))))
        #expect(!range.contains(try #require(IPAddress(outside))))
    }

    @Test(arguments: [
        "", "/", "localhost", "127.0.0.1/", "127.0.0.1/33", "127.0.0.1/-1", "127.0.0.1/+8",
        "10.0.0.1/8", "2001:db8::1/32", "::1/129", "10.0.0.0/8/8", "10.0.0.0/08x", "10.0.0",
        "10.0.0.0/0008", "[::1]", "fe80::1%eth0", " 127.0.0.1", "127.0.0.1 ", "256.0.0.1",
        "::ffff:10.0.0.0/8",
    ])
    func `what is no range, or may mean two, is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func `a range equals the loop over its bits`() throws {
        var generator = SplitMix(state: testSeed())
        for _ in 0..<2000 {
            let octets = (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let length = Int.random(in: 0...32, using: &generator)
            let bits = octets.flatMap { octet in (0..<8).map { octet >> (7 - $0) & 1 } }
            let masked = bits.enumerated().map { $0.offset < length ? $0.element : 0 }
            let first = (0..<4).map { index in
                masked[(index * 8)..<(index * 8 + 8)].reduce(UInt8(0)) { $0 << 1 | $1 }
            }
            let text = first.map { String($0) }.joined(separator: ".") + "/\(length)"
            let range = try #require(AddressRange(text), "\(text)")
            #expect(range.contains(try #require(IPAddress(octets: octets))))
            guard length > 0 else { continue }
            var other = bits
            other[Int.random(in: 0..<length, using: &generator)] ^= 1
            let outside = (0..<4).map { index in
                other[(index * 8)..<(index * 8 + 8)].reduce(UInt8(0)) { $0 << 1 | $1 }
            }
            #expect(!range.contains(try #require(IPAddress(octets: outside))))
        }
    }
}

@Suite struct ClientAddressTests {
    private func client(
        _ peer: String, proxied: String? = nil, _ forwarded: [String],
        trusted: [String] = ["127.0.0.1", "10.0.0.0/8", "::1"]
    ) throws -> String {
        var client = ClientAddress(
            peer: IPAddress(peer), trusted: try trusted.map { try #require(AddressRange($0)) })
        if let proxied { client.named(try #require(IPAddress(proxied))) }
        return try client.client(forwardedFor: forwarded)
    }

    @Test func `a stranger is who it is, whatever it says`() throws {
        #expect(try client("192.0.2.1", ["203.0.113.5"]) == "192.0.2.1")
        #expect(try client("192.0.2.1", ["nonsense"]) == "192.0.2.1")
        #expect(try client("127.0.0.1", ["203.0.113.5"], trusted: []) == "127.0.0.1")
    }

    @Test func `of what a proxy says the last address that is no proxy counts`() throws {
        #expect(try client("127.0.0.1", ["203.0.113.5"]) == "203.0.113.5")
        #expect(try client("127.0.0.1", ["198.51.100.1, 203.0.113.5"]) == "203.0.113.5")
        #expect(try client("127.0.0.1", ["198.51.100.1, 203.0.113.5, 10.1.1.1"]) == "203.0.113.5")
        #expect(try client("127.0.0.1", ["198.51.100.1", "203.0.113.5,10.1.1.1"]) == "203.0.113.5")
        #expect(try client("127.0.0.1", ["10.2.2.2, 10.1.1.1"]) == "10.2.2.2")
        #expect(try client("127.0.0.1", []) == "127.0.0.1")
    }

    @Test func `what stands before the client is not read`() throws {
        #expect(try client("127.0.0.1", ["<script>, 203.0.113.5"]) == "203.0.113.5")
    }

    @Test func `addresses may come with ports and brackets`() throws {
        for text in [
            "2001:db8::5", "[2001:db8::5]", "[2001:db8::5]:443", "2001:DB8:0:0::5",
            "  2001:db8::5 ",
        ] {
            #expect(try client("127.0.0.1", [text]) == "2001:db8::5")
        }
        #expect(try client("::1", ["203.0.113.5:1234"]) == "203.0.113.5")
        #expect(try client("::ffff:127.0.0.1", ["::ffff:203.0.113.5"]) == "203.0.113.5")
    }

    @Test(arguments: [
        "unknown", "203.0.113", "203.0.113.5:", "203.0.113.5:123456", "203.0.113.5:x",
        "[2001:db8::5", "[2001:db8::5]x", "203.0.113.5, ", "203.0.113.5 203.0.113.6",
        "2001:db8::5]:1", "_hidden",
    ])
    func `a proxy that names no address is an error`(text: String) throws {
        #expect(throws: ForwardedForError.self) { try client("127.0.0.1", [text]) }
    }

    @Test func `whom a PROXY header names is believed no more than anyone`() throws {
        #expect(
            try client("127.0.0.1", proxied: "203.0.113.5", ["198.51.100.1"]) == "203.0.113.5")
        #expect(
            try client("127.0.0.1", proxied: "10.1.1.1", ["198.51.100.1"]) == "198.51.100.1")
        #expect(try client("127.0.0.1", proxied: "10.1.1.1", []) == "10.1.1.1")
    }
}
