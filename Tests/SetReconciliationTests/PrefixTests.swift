import SetReconciliation
import Testing

@Suite struct PrefixTests {
    private func prefix(_ bits: String) throws -> Prefix {
        var value: UInt128 = 0
        for bit in bits { value = value << 1 | (bit == "1" ? 1 : 0) }
        value = bits.isEmpty ? 0 : value << UInt128(128 - bits.count)
        return try #require(
            Prefix(
                bitCount: bits.count, high: UInt64(truncatingIfNeeded: value >> 64),
                low: UInt64(truncatingIfNeeded: value)))
    }

    @Test func `children append their index and lead back to the parent`() throws {
        let node = try prefix("1101")
        let children = node.children(bitquantum: 2)
        #expect(children.map(\.description) == ["110100", "110101", "110110", "110111"])
        #expect(children.allSatisfy { $0.parent(bitquantum: 2) == node })
        #expect(Prefix.root.parent(bitquantum: 2) == nil)
        #expect(Prefix.root.description == "root")
        let deep = Prefix(of: .maximum, bitCount: 126)
        #expect(deep.child(2, bitquantum: 2).upperBound.low & 3 == 2)
        #expect(Prefix(of: .maximum, bitCount: 128).children(bitquantum: 2).isEmpty)
        let across = try prefix(String(repeating: "0", count: 62) + "11")
        #expect(across.child(3, bitquantum: 2).low == 3 << 62)
    }

    @Test func `the children of a prefix divide its elements`() {
        var generator = SplitMix64(seed: testSeed())
        for _ in 0..<500 {
            let element = Element.random(using: &generator)
            let bitCount = 2 * Int.random(in: 0...63, using: &generator)
            let node = Prefix(of: element, bitCount: bitCount)
            let children = node.children(bitquantum: 2)
            #expect(node.contains(element))
            #expect(children.count { $0.contains(element) } == 1)
            #expect(children.allSatisfy { node.contains($0) && !$0.contains(node) })
            #expect(children.first?.lowerBound == node.lowerBound)
            #expect(children.last?.upperBound == node.upperBound)
            #expect((node.lowerBound...node.upperBound).contains(element))
            let other = Element.random(using: &generator)
            #expect((node.lowerBound...node.upperBound).contains(other) == node.contains(other))
        }
    }

    @Test func `the wire form is bits, bytes and the bytes themselves`() throws {
        let vectors = [
            ("", "0000000000000000"), ("1101", "0000000400000001d0"),
            ("0000000011", "0000000a0000000200c0"),
        ]
        for (bits, hex) in vectors {
            var wire: [UInt8] = []
            try prefix(bits).encode(into: &wire)
            #expect(wire.hex == hex)
        }
    }

    @Test func `a storage key is read back, and nothing else is a key`() throws {
        var generator = SplitMix64(seed: testSeed())
        for bitCount in 0...128 {
            let prefix = Prefix(of: .random(using: &generator), bitCount: bitCount)
            let key = prefix.storageKey
            #expect(key.count == 1 + (bitCount + 7) / 8)
            #expect(Prefix(storageKey: key) == prefix)
            #expect(Prefix(storageKey: key + [0]) == nil)
            #expect(bitCount == 0 || Prefix(storageKey: key.dropLast()) == nil)
        }
        #expect(Prefix(storageKey: [] as [UInt8]) == nil)
        #expect(Prefix(storageKey: [4, 0xd8]) == nil, "an unused bit is set")
        #expect(Prefix(storageKey: [129] + [UInt8](repeating: 0, count: 17)) == nil)
    }

    @Test func `bits beyond the count are refused`() {
        #expect(Prefix(bitCount: 4, high: 0xd800_0000_0000_0000, low: 0) == nil)
        #expect(Prefix(bitCount: 64, high: 0, low: 1 << 63) == nil)
        #expect(Prefix(bitCount: -1, high: 0, low: 0) == nil)
        #expect(Prefix(bitCount: 129, high: 0, low: 0) == nil)
    }
}
