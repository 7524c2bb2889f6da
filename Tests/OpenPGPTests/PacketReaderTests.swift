import TestSupport
import Testing

@testable import OpenPGP

@Suite struct PacketReaderTests {
    private static let body: [UInt8] = [1, 2, 3]

    @Test(
        arguments: [
            [0x88, 3], [0x89, 0, 3], [0x8A, 0, 0, 0, 3], [0xC2, 3], [0xC2, 0xFF, 0, 0, 0, 3],
        ] as [[UInt8]])
    func `every framing gives the same packet`(header: [UInt8]) throws {
        var reader = PacketReader(header + Self.body)
        #expect(try reader.next() == Packet(tag: .signature, body: Self.body))
        #expect(try reader.next() == nil)
    }

    @Test func `lengths of two octets are read over their whole range`() throws {
        for length in [192, 193, 447, 448, 8383] {
            let value = length - 192
            let header: [UInt8] = [0xCD, UInt8(value >> 8 + 192), UInt8(value & 255)]
            var reader = PacketReader(header + [UInt8](repeating: 9, count: length))
            #expect(try reader.next()?.body.count == length)
        }
    }

    @Test func `an octet without bit 7 is no packet`() {
        var reader = PacketReader([0xCD, 0, 0x41])
        #expect(throws: Never.self) { try reader.next() }
        let error = PacketError.notAPacket(octet: 0x41, offset: 2)
        #expect(throws: error) { try reader.next() }
        #expect(throws: error) { try reader.next() }
    }

    @Test func `partial and indeterminate lengths are refused`() {
        for first in UInt8(224)...254 {
            var reader = PacketReader([0xC2, first, 0, 0, 0, 0])
            #expect(throws: PacketError.partialLength(tag: .signature, offset: 0)) {
                try reader.next()
            }
        }
        var reader = PacketReader([0x8B, 0, 0])
        #expect(throws: PacketError.indeterminateLength(tag: .signature, offset: 0)) {
            try reader.next()
        }
    }

    @Test(
        arguments: [
            [0xC2], [0xC2, 1], [0xC2, 192], [0xC2, 192, 0], [0xC2, 255, 0, 0, 0], [0x88],
            [0x88, 1],
            [0x8A, 0, 0, 1], [0xC2, 255, 255, 255, 255, 255, 0], [0x8A, 255, 255, 255, 255],
        ] as [[UInt8]])
    func `a packet that is cut off is refused`(octets: [UInt8]) {
        var reader = PacketReader([0xCD, 0] + octets, origin: 100)
        #expect(throws: Never.self) { try reader.next() }
        #expect(throws: PacketError.truncated(offset: 102)) { try reader.next() }
    }

    @Test func `a body that is too long is refused and passed over`() throws {
        let limits = PacketLimits(bodyLength: 3)
        var reader = PacketReader([0xC2, 4, 1, 2, 3, 4, 0xC2, 3, 1, 2, 3], limits: limits)
        #expect(throws: PacketError.bodyTooLong(length: 4, limit: 3, offset: 0)) {
            try reader.next()
        }
        #expect(try reader.next() == Packet(tag: .signature, body: [1, 2, 3]))
    }

    @Test func `what is encoded is read back`() throws {
        var random = TestRandom()
        for _ in 0..<200 {
            let packets = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Packet(
                    tag: PacketTag(rawValue: UInt8.random(in: 0...63, using: &random)),
                    body: random.octets(count: 0...300))
            }
            var octets: [UInt8] = []
            for packet in packets { packet.encode(into: &octets) }
            var reader = PacketReader(octets)
            var read: [Packet] = []
            while let packet = try reader.next() { read.append(packet) }
            #expect(read == packets)
        }
    }
}
