import Keyring
import OpenPGP
import TestSupport
import Testing

@testable import NodeSocket

/// What gateways ask, as octets.
@Suite struct LookupQuestionTests {
    private static let questions = [
        LookupQuestion(query: .shortKeyID(0x0012_ABCD), limit: 1),
        LookupQuestion(
            query: .keyID(KeyID(rawValue: 0xFEDC_BA98_7654_3210)), limit: 10_000, octets: 0),
        LookupQuestion(
            query: .fingerprint(Fingerprint(bytes: Array(repeating: 0xAB, count: 32))!), limit: 77,
            octets: LookupFrames.largestAnswer, needsDigests: false),
        LookupQuestion(
            query: .fingerprint(Fingerprint(bytes: Array(repeating: 1, count: 16))!), limit: 2),
        LookupQuestion(
            query: .digest(KeyDigest(high: 1, low: .max)), limit: 500, needsDigests: false),
        LookupQuestion(
            query: .words([Array("alice".utf8), [0xC3, 0xFF]], exactly: nil), limit: 500),
        LookupQuestion(query: .words([[0]], exactly: ""), limit: 500, octets: 1),
        LookupQuestion(query: .words([[0]], exactly: "Älice <a@b> \0"), limit: 500),
    ]

    private static func body(_ question: LookupQuestion) -> [UInt8] {
        Array(question.frame.dropFirst(4))
    }

    @Test(arguments: questions)
    func `is read as it was written`(question: LookupQuestion) throws {
        let frame = question.frame
        #expect(frame.prefix(4).reduce(0) { $0 << 8 | Int($1) } == frame.count - 4)
        #expect(try LookupQuestion(Array(frame.dropFirst(4))) == question)
    }

    @Test func `has the octets that are described`() {
        let question = LookupQuestion(
            query: .words([[0x61], [0x62, 0x63]], exactly: "x"), limit: 258, octets: 3,
            needsDigests: false)
        #expect(
            question.frame == [
                0, 0, 0, 17, 4, 6, 0, 0, 1, 2, 0, 0, 0, 3, 2, 1, 0x61, 2, 0x62, 0x63, 0x78,
            ])
    }

    @Test(arguments: questions.dropLast(3))
    func `is refused when it is cut or longer`(question: LookupQuestion) {
        let body = Self.body(question)
        for length in body.indices {
            // What is left of a fingerprint may be a shorter one.
            if case .fingerprint = question.query, [26, 30].contains(length) { continue }
            #expect(throws: RequestError.self) { try LookupQuestion(Array(body[..<length])) }
        }
        #expect(throws: RequestError.self) { try LookupQuestion(body + [0]) }
    }

    @Test(
        arguments: [
            [5, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4], [0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4],
            [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
            [0, 1, 0, 0, 0x27, 0x11, 0, 0, 0, 0, 1, 2, 3, 4],
            [0, 1, 0, 0, 0, 1, 0x40, 0, 0, 1, 1, 2, 3, 4], [4, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0],
            [4, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [4, 1, 0, 0, 0, 1, 0, 0, 0, 0, 33],
            [4, 5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0x61, 0xFF],
        ] as [[UInt8]])
    func `is refused when it makes no sense`(body: [UInt8]) {
        #expect(throws: RequestError.self) { try LookupQuestion(body) }
    }

    @Test func `is refused or read, whatever its octets are`() {
        var random = TestRandom()
        for _ in 0..<20_000 {
            var body = Self.body(Self.questions.randomElement(using: &random)!)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                body[Int.random(in: body.indices, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            guard let question = try? LookupQuestion(body) else { continue }
            #expect((try? LookupQuestion(Self.body(question))) == question)
        }
    }
}
