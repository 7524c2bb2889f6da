import NIOCore
import Testing

@testable import DNSGateway

@Suite struct DomainNameTests {
    @Test func `a name is read as it is written`() throws {
        let name = try #require(DomainName("example.org"))
        #expect(name.octets == [7] + Array("example".utf8) + [3] + Array("org".utf8) + [0])
        var message = ByteBuffer(bytes: name.octets + [9])
        #expect(DomainName(readingFrom: &message)?.octets == name.octets)
        #expect(message.readableBytes == 1)
        #expect(name.labels == [Array("example".utf8), Array("org".utf8)])
    }

    @Test func `case makes no difference and is kept`() throws {
        let one = try #require(DomainName("eXample.ORG"))
        let other = try #require(DomainName("Example.org"))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one.octets != other.octets)
    }

    @Test func `a name lies within itself and those it ends in, by whole labels`() throws {
        let name = try #require(DomainName("a.b.Example.org"))
        for text in ["a.b.example.org", "b.example.org", "example.org", "org"] {
            #expect(name.isWithin(try #require(DomainName(text))))
        }
        #expect(name.isWithin(.root))
        #expect(!name.isWithin(try #require(DomainName("xample.org"))))
        #expect(!name.isWithin(try #require(DomainName("c.example.org"))))
    }

    @Test func `what is too long or empty is no name`() {
        let label = String(repeating: "a", count: 63)
        #expect(DomainName(label) != nil)
        #expect(DomainName(label + "a") == nil)
        #expect(DomainName("") == nil)
        #expect(DomainName("a..b") == nil)
        #expect(
            DomainName([label, label, label, String(label.dropLast(2))].joined(separator: "."))
                != nil)
        #expect(
            DomainName([label, label, label, String(label.dropLast(1))].joined(separator: "."))
                == nil)
    }

    @Test(
        arguments: [
            [], [3], [3, 97, 98], [1, 97], [0x40, 97, 0], [0x80, 97, 0], [0xC0, 0],
            [1, 97, 0xC0, 0],
            [0xC0],
        ] as [[UInt8]])
    func `a name that is cut off or has a pointer is not read`(octets: [UInt8]) {
        var message = ByteBuffer(bytes: octets)
        #expect(DomainName(readingFrom: &message) == nil)
    }

    @Test func `a name of 255 octets is read, one of 256 is not`() {
        func octets(last: Int) -> [UInt8] {
            [63, 63, 63, last].flatMap { [UInt8($0)] + [UInt8](repeating: 97, count: $0) } + [0]
        }
        var longest = ByteBuffer(bytes: octets(last: 61))
        #expect(longest.readableBytes == 255)
        #expect(DomainName(readingFrom: &longest) != nil)
        var longer = ByteBuffer(bytes: octets(last: 62))
        #expect(DomainName(readingFrom: &longer) == nil)
    }
}
