import TestSupport
import Testing

@testable import OpenPGP

@Suite struct MagnitudeTests {
    private func magnitude(_ number: UInt64) -> Magnitude {
        Magnitude((0..<12).map { $0 < 4 ? 0 : UInt8(truncatingIfNeeded: number >> (88 - 8 * $0)) })
    }

    @Test func `numbers compare and subtract as numbers do`() {
        var random = TestRandom()
        for _ in 0..<2000 {
            let bits = Int.random(in: 0...64, using: &random)
            let left = bits == 0 ? 0 : random.next() >> UInt64(64 - bits)
            let right = Bool.random(using: &random) ? left &- 1 : random.next() >> 20
            let (large, small) = (max(left, right), min(left, right))
            #expect(magnitude(large) - magnitude(small) == magnitude(large - small))
            #expect((magnitude(left) < magnitude(right)) == (left < right))
            #expect(magnitude(left).bitLength == 64 - left.leadingZeroBitCount)
            #expect(magnitude(left).isOdd == (left & 1 == 1))
            #expect(magnitude(left).isZero == (left == 0))
        }
    }

    @Test func `integers are written with their exact number of bits`() {
        #expect(Magnitude([0, 0, 1, 0x81]).multiprecisionInteger == [0, 9, 1, 0x81])
        #expect(Magnitude([]).multiprecisionInteger == [0, 0])
        #expect(Magnitude([0, 7]).padded(to: 3) == [0, 0, 7])
        #expect(Magnitude([1, 2]).padded(to: 1) == nil)
    }

    @Test func `integers are read with leading zeros and wrong numbers of bits`() {
        var reader = IntegerReader([0, 16, 0, 5, 0, 1, 0xFF, 0, 9, 1][...])
        #expect(reader.next() == Magnitude([5]))
        #expect(reader.next() == Magnitude([0xFF]))
        #expect(reader.next() == nil)
    }

    @Test func `a pair of integers is written in DER`() throws {
        let order = Magnitude([UInt8](repeating: 0xFF, count: 70))
        let long = [UInt8](repeating: 0x80, count: 66)
        let pair = try SignaturePair(
            (Magnitude([0x80]).multiprecisionInteger + Magnitude(long).multiprecisionInteger)[...],
            order: order)
        #expect(pair.der == [0x30, 73, 2, 2, 0, 0x80, 2, 67, 0] + long)
        let longer = try SignaturePair(
            (Magnitude(long).multiprecisionInteger + Magnitude(long).multiprecisionInteger)[...],
            order: order)
        #expect(longer.der.prefix(3) == [0x30, 0x81, 138])
    }
}
