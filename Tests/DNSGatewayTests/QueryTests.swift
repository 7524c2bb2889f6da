import NIOCore
import TestSupport
import Testing

@testable import DNSGateway

@Suite struct QueryTests {
    private let name = "9f86._openpgpkey.example.org"

    private func read(_ octets: [UInt8]) throws(QueryError) -> Query {
        try Query(ByteBuffer(bytes: octets))
    }

    private func refusal(_ query: QueryOctets) -> ResponseCode? {
        do throws(QueryError) {
            _ = try read(query.octets)
            return nil
        } catch {
            guard case .refused(let header, let code) = error, header.id == query.id else {
                return nil
            }
            return code
        }
    }

    @Test func `a query as dig sends it is read`() throws {
        // dig +noall example.org OPENPGPKEY, with a cookie.
        let query = try read(
            [
                0xAB, 0xCD, 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 1,
                7, 0x65, 0x78, 0x61, 0x6D, 0x70, 0x6C, 0x65, 3, 0x6F, 0x72, 0x67, 0, 0, 61, 0, 1,
                0, 0, 41, 0x04, 0xD0, 0, 0, 0x80, 0, 0, 12,
                0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8,
            ])
        #expect(query.header.id == 0xABCD)
        #expect(query.header.isRecursionDesired)
        #expect(query.question.name == DomainName("example.org"))
        #expect(query.question.type == .openPGPKey)
        #expect(query.question.class == .internet)
        #expect(
            query.edns
                == Query.EDNS(payloadSize: 1_232, version: 0, isSecurityWanted: true))
    }

    @Test func `without OPT there is no EDNS`() throws {
        #expect(try read(QueryOctets(name).octets).edns == nil)
    }

    @Test func `no prefix of a query is a query, and none is one with more behind it`() {
        let whole = QueryOctets(name).with(payload: 4_096, padding: 20).octets
        for count in 0..<whole.count {
            #expect(throws: QueryError.self) { try read(Array(whole.prefix(count))) }
        }
        #expect(throws: QueryError.self) { try read(whole + [0]) }
        #expect(throws: Never.self) { try read(whole) }
    }

    @Test func `what is shorter than a header or an answer itself is left alone`() {
        var answer = QueryOctets(name)
        answer.flags = 0x8000
        for octets in [[], Array(answer.octets.prefix(11)), answer.octets] {
            #expect(throws: QueryError.notAQuery) { try read(octets) }
        }
    }

    @Test(arguments: [1, 2, 4, 5, 15] as [UInt16])
    func `an opcode other than QUERY is not implemented`(opcode: UInt16) {
        var query = QueryOctets(name)
        query.flags = opcode << 11
        #expect(refusal(query) == .notImplemented)
    }

    @Test func `one question and nothing else is expected`() {
        for counts in [(0, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1), (0xFFFF, 0xFFFF, 0xFFFF)] {
            var query = QueryOctets(name)
            query.counts = (UInt16(counts.0), UInt16(counts.1), UInt16(counts.2))
            #expect(refusal(query) == .formatError, "\(counts)")
        }
    }

    @Test func `two OPT records, or one that is not the root's, are malformed`() {
        #expect(
            refusal(QueryOctets(name).with(payload: 512).with(payload: 512)) == .formatError)
        var query = QueryOctets(name).with(payload: 512)
        query.additional[0].insert(contentsOf: [1, 97], at: 0)
        #expect(refusal(query) == .formatError)
    }

    @Test func `records behind OPT are passed over, their pointers unfollowed`() throws {
        var query = QueryOctets(name).with(payload: 512)
        query.additional.append([0xC0, 0x0C, 0, 250, 0, 255, 0, 0, 0, 0, 0, 2, 1, 2])
        #expect(try read(query.octets).edns?.payloadSize == 512)
        query.additional += Array(repeating: query.additional[1], count: 3)
        #expect(refusal(query) == .formatError)
    }

    @Test(arguments: [[0xC0, 0x0C], [1, 97, 0xC0, 0x0C], [0xC0, 0x00], [0x41, 0], [0x80, 0]])
    func `a compression pointer in the question is malformed`(name: [UInt8]) {
        #expect(refusal(QueryOctets(octets: name)) == .formatError)
    }

    @Test func `garbage never traps`() {
        var random = TestRandom()
        let seeds = [
            QueryOctets(name).octets, QueryOctets(name).with(payload: 1_232, padding: 9).octets,
        ]
        for _ in 0..<20_000 {
            var octets = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<octets.count, using: &random)
                octets[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { octets += random.octets(count: 0...40) }
            if Bool.random(using: &random) {
                octets = Array(octets.prefix(Int.random(in: 0...octets.count, using: &random)))
            }
            guard let query = try? read(octets) else { continue }
            let answer = Response(to: query, .refused).encoded(atMost: 512)
            #expect(throws: Never.self) { try Reply(answer) }
        }
        for _ in 0..<20_000 { _ = try? read(random.octets(count: 0...600)) }
    }
}
