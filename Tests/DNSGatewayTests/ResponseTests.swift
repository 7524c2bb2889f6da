import NIOCore
import Testing

@testable import DNSGateway

@Suite struct ResponseTests {
    private func query(_ octets: QueryOctets) throws -> Query { try Query(octets.message) }

    @Test func `an answer repeats the question as it came`() throws {
        let asked = QueryOctets("aBc._OpenPGPKey.eXample.org")
        let octets = Array(
            Response(to: try query(asked), .nameError).encoded(atMost: 512).readableBytesView)
        #expect(octets == [0x12, 0x34, 0x81, 0x03] + asked.octets.dropFirst(4))
    }

    @Test func `a record is written octet for octet, names compressed`() throws {
        let asked = QueryOctets("a._openpgpkey.example.org")
        var response = Response(to: try query(asked), .noError)
        response.isAuthoritative = true
        let name = try #require(DomainName("A._openpgpkey.example.org"))
        response.answers = [
            ResourceRecord(owner: name, timeToLive: 300, content: .openPGPKey([1, 2, 3]))
        ]
        let octets = Array(response.encoded(atMost: 512).readableBytesView)
        #expect(octets[2...3] == [0x85, 0x00])
        #expect(octets[6...7] == [0, 1])
        #expect(
            octets.dropFirst(asked.octets.count)
                == [0xC0, 0x0C, 0, 61, 0, 1, 0, 0, 1, 44, 0, 3, 1, 2, 3])
    }

    @Test func `the record of the zone points into the question for all that they share`() throws {
        let zone = try #require(Zone(domain: "example.org"))
        let asked = QueryOctets("a._openpgpkey.example.org")
        var response = Response(to: try query(asked), .nameError)
        response.authorities = [zone.soa(serial: 7)]
        let message = response.encoded(atMost: 512)
        let octets = Array(message.readableBytesView.dropFirst(asked.octets.count))
        // The apex stands at 14, the domain at 26.
        #expect(octets.prefix(2) == [0xC0, 14])
        #expect(
            Array(octets[12..<27])
                == [0xC0, 14, 10] + Array("hostmaster".utf8) + [0xC0, 26])
        let reply = try Reply(message)
        #expect(reply.authorities.map(\.owner) == ["_openpgpkey.example.org."])
        #expect(reply.authorities[0].data.suffix(4) == [0, 0, 0, 60])
    }

    @Test func `a name that shares nothing with the question is written out`() throws {
        var response = Response(to: try query(QueryOctets("example.org")), .noError)
        let name = try #require(DomainName("b.net"))
        response.answers = [
            ResourceRecord(owner: name, timeToLive: 1, content: .hinfo(processor: "RFC8482"))
        ]
        let reply = try Reply(response.encoded(atMost: 512))
        #expect(reply.answers.map(\.owner) == ["b.net."])
        #expect(reply.answers[0].data == [7] + Array("RFC8482".utf8) + [0])
    }

    @Test func `OPT is answered with OPT, and the code's upper bits are in it`() throws {
        let asked = QueryOctets("example.org").with(payload: 4_096, version: 1, flags: 0x8001)
        let reply = try Reply(
            Response(to: try query(asked), .badVersion).encoded(atMost: 512))
        #expect(reply.code == 0)
        #expect(reply.additionals.map(\.type) == [41])
        #expect(reply.additionals[0].timeToLive == 0x0100_8000)
        let plain = try Reply(
            Response(to: try query(QueryOctets("example.org")), .noError).encoded(atMost: 512))
        #expect(plain.additionals.isEmpty)
    }

    @Test func `what does not fit is answered as truncated, and with no part of it`() throws {
        let asked = QueryOctets("a.example.org").with(payload: 1_232)
        var response = Response(to: try query(asked), .noError)
        response.answers = [
            ResourceRecord(
                owner: response.question?.name ?? .root, timeToLive: 300,
                content: .openPGPKey(Array(repeating: 1, count: 1_000)))
        ]
        let whole = response.encoded(atMost: 65_535)
        #expect(try !Reply(whole).isTruncated)
        #expect(response.encoded(atMost: whole.readableBytes) == whole)
        let reply = try Reply(response.encoded(atMost: whole.readableBytes - 1))
        #expect(reply.isTruncated)
        #expect(reply.answers.isEmpty)
        #expect(reply.additionals.count == 1)
    }

    @Test func `over UDP an answer is bounded by the client, by us and by its query`() throws {
        func limit(_ asked: QueryOctets, length: Int) throws -> Int {
            Response(to: try query(asked), .noError).limitOverUDP(queryLength: length)
        }
        let asked = QueryOctets("example.org")
        #expect(try limit(asked, length: 1_000) == 512)
        #expect(try limit(asked, length: 100) == 300)
        #expect(try limit(asked.with(payload: 100), length: 1_000) == 512)
        #expect(try limit(asked.with(payload: 800), length: 1_000) == 800)
        #expect(try limit(asked.with(payload: 4_096), length: 1_000) == 1_232)
        #expect(try limit(asked.with(payload: 4_096), length: 200) == 600)
    }

    @Test func `a refusal of what could not be read has no question`() throws {
        let header = Query.Header(id: 7, opcode: Opcode(rawValue: 4), isRecursionDesired: false)
        let message = Response(to: header, .notImplemented).encoded(atMost: 12)
        #expect(
            Array(message.readableBytesView) == [0, 7, 0xA0, 0x04, 0, 0, 0, 0, 0, 0, 0, 0])
    }
}
