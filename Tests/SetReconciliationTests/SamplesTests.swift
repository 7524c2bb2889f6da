import SetReconciliation
import Testing

@Suite struct SamplesTests {
    static let vector = """
        ecaaf6f04053cd1aa518959fc6cb20d000
        c7d1f16dd76dbd04d55fae91b229929e00
        1384fb73aa38dd3075d17badda6daf0101
        a4f8ecea6d88adee04a7c7839e87036d00
        3c5d00f7131eed46458a62bbee0f3e3301
        831fe86704a39dd834eee0758ae5743b00
        """

    @Test func `the samples of two digests have the documented bytes`() throws {
        let samples = Samples(of: [
            try Element(hex: "da84f40d830a7be2a3c0b7f2e146bfaa"),
            try Element(hex: "1be5ab9fec9594d06ba6ec86ee27cfb2"),
        ])
        #expect(samples.storageBytes == (try bytes(Self.vector)))
        #expect(
            samples[0] == (try SKSFieldElement(decimal: "276649709688449698052695847295990016748")))
        #expect(Samples(bytes: samples.storageBytes[...]) == samples)
    }

    @Test func `the points are 0, −1, 1, −2, 2, −3`() {
        #expect(
            SamplePoint.values(Samples.count) == [0, -1, 1, -2, 2, -3].map { SKSFieldElement($0) })
    }

    @Test func `dividing out what was multiplied in leaves the samples as they were`() {
        var generator = SplitMix64(seed: testSeed())
        let all = randomElements(60, using: &generator)
        var samples = Samples(of: all)
        samples.divide(by: Samples(of: all.prefix(25)))
        #expect(samples == Samples(of: all.dropFirst(25)))
        samples.divide(by: Samples(of: all.dropFirst(25)))
        #expect(samples == .empty)
        let parts = all.map { Samples(of: $0) }
        #expect(Samples.inverses(of: parts) == parts.map(\.inverse))
    }

    @Test func `stored bytes with a zero, too large or missing value are refused`() throws {
        let good = try bytes(Self.vector)
        #expect(Samples(bytes: good.dropLast()) == nil)
        #expect(Samples(bytes: (good + [0])[...]) == nil)
        #expect(Samples(bytes: [UInt8](repeating: 0, count: 102)[...]) == nil)
        let prime = try bytes("1b43a530d9851fc9df1f8b87e4101d8f01")
        #expect(Samples(bytes: good.dropLast(17) + prime) == nil)
        #expect(Samples([SKSFieldElement](repeating: .one, count: 5)) == nil)
    }
}
