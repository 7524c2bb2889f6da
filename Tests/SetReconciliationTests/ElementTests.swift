import SetReconciliation
import Testing

@Suite struct ElementTests {
    @Test(arguments: [
        (
            "da84f40d830a7be2a3c0b7f2e146bfaa", "226961925653542187316360787891122898138",
            "1101101010000100"
        ),
        (
            "1be5ab9fec9594d06ba6ec86ee27cfb2", "237678198611466039217199217318654895387",
            "0001101111100101"
        ),
        (
            "0fa4cd2df7ede287ac0b7a608bf30faa", "226051583404420102668236156164039877647",
            "0000111110100100"
        ),
    ])
    func `a digest is read little-endian for the field and bit by bit for the tree`(
        digest: String, decimal: String, bits: String
    ) throws {
        let element = try Element(hex: digest)
        #expect(element.description == digest)
        #expect(element.bytes.hex == digest)
        #expect(element.fieldElement == (try SKSFieldElement(decimal: decimal)))
        #expect(Element(element.fieldElement) == element)
        #expect(Prefix(of: element, bitCount: 16).description == bits)
        var wire: [UInt8] = []
        element.encode(into: &wire)
        #expect(wire.hex == digest + "00")
        #expect(SKSFieldElement(wireBytes: wire[...]) == element.fieldElement)
    }

    @Test func `a digest that ends in zero bytes keeps them`() throws {
        let element = try Element(hex: "0102030405060708090a0b0c0d0e0000")
        #expect(Element(element.fieldElement)?.bytes == element.bytes)
    }

    @Test func `elements are ordered as their bytes are`() {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(200, using: &generator)
        let byBytes = elements.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        #expect(elements.sorted() == byBytes)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 100, 3_000], [0, 3, 8, 12, 57, 60, 64])
    func `elements are brought into order whatever they have in common`(
        count: Int, commonBits: Int
    ) {
        var generator = SplitMix64(seed: testSeed())
        let mask = commonBits == 0 ? 0 : UInt64.max << UInt64(64 - commonBits)
        let common = generator.next()
        var elements = randomElements(count, using: &generator).map { element in
            Element(high: element.high & ~mask | common & mask, low: element.low)
        }
        elements += elements.prefix(count / 5)
        #expect(elements.inOrder == elements.sorted())
    }

    @Test func `the wire order is the order of the integers`() {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(200, using: &generator)
        #expect(
            elements.inWireOrder.map(\.fieldElement.limbs)
                == elements.map(\.fieldElement.limbs).sorted())
    }

    @Test func `elements that equal a sample point are refused`() throws {
        for digits in ["00", "01", "02"] {
            let element = try Element(hex: digits + String(repeating: "0", count: 30))
            #expect(!element.isInsertable)
        }
        #expect(try Element(hex: "03" + String(repeating: "0", count: 30)).isInsertable)
        #expect(try Element(hex: String(repeating: "0", count: 30) + "01").isInsertable)
        #expect(try Element(hex: "0001" + String(repeating: "0", count: 28)).isInsertable)
        #expect(Element.maximum.isInsertable)
    }

    @Test func `only sixteen bytes are a digest, and only 128 bits of a field element`() {
        #expect(Element([UInt8](repeating: 1, count: 15)) == nil)
        #expect(Element([UInt8](repeating: 1, count: 17)) == nil)
        #expect(Element(-SKSFieldElement.one) == nil)
    }
}
