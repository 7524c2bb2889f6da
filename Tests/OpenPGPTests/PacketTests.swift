import TestSupport
import Testing

@testable import OpenPGP

@Suite struct PacketTests {
    @Test(
        arguments: [
            (0, 2, [0xC2, 0]), (191, 2, [0xC2, 191]), (192, 3, [0xC2, 192, 0]),
            (1723, 3, [0xC2, 0xC5, 0xFB]), (8383, 3, [0xC2, 0xDF, 0xFF]),
            (8384, 6, [0xC2, 0xFF, 0, 0, 0x20, 0xC0]),
            (100_000, 6, [0xC2, 0xFF, 0, 1, 0x86, 0xA0]),
        ] as [(Int, Int, [UInt8])])
    func `the shortest new framing is written`(length: Int, header: Int, octets: [UInt8]) throws {
        let packet = Packet(tag: .signature, body: [UInt8](repeating: 7, count: length))
        var output: [UInt8] = []
        packet.encode(into: &output)
        #expect(Array(output.prefix(header)) == octets)
        #expect(output.count == header + length)
        #expect(output.count == packet.encodedLength)
        var reader = PacketReader(output)
        #expect(try reader.next() == packet)
        #expect(try reader.next() == nil)
    }

    @Test func `packets are ordered by tag, then as unsigned octets, a prefix first`() {
        let ordered = [
            Packet(tag: .signature, body: [0xFF]),
            Packet(tag: .publicKey, body: []),
            Packet(tag: .publicKey, body: [0x00]),
            Packet(tag: .publicKey, body: [0x00, 0x00]),
            Packet(tag: .publicKey, body: [0x7F]),
            Packet(tag: .publicKey, body: [0x80]),
            Packet(tag: .userID, body: Array("abcdefgh".utf8)),
            Packet(tag: .userID, body: Array("abcdefghi".utf8)),
            Packet(tag: .userID, body: Array("abcdefgi".utf8)),
            Packet(tag: .userAttribute, body: []),
        ]
        for (index, packet) in ordered.enumerated() {
            for (other, second) in ordered.enumerated() {
                #expect((packet < second) == (index < other))
                #expect((packet == second) == (index == other))
            }
        }
    }

    @Test func `the order agrees with an octet by octet comparison`() {
        var random = TestRandom()
        for _ in 0..<20_000 {
            let common = random.octets(count: 0...20)
            let left = common + random.octets(count: 0...10)
            let right = common + random.octets(count: 0...10)
            let sign = compareOctets(left.span, right.span)
            #expect((sign < 0) == left.lexicographicallyPrecedes(right))
            #expect((sign == 0) == (left == right))
        }
    }
}
