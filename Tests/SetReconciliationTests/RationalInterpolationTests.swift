import SetReconciliation
import Testing

/// Vectors and properties in the field of SKS; `SmallFieldInterpolationTests` has the slow twin.
@Suite struct RationalInterpolationTests {
    typealias Solver = RationalInterpolation<SKSPrime>

    @Test func `the example with one difference on each side is solved`() throws {
        let da84 = try Element(hex: "da84f40d830a7be2a3c0b7f2e146bfaa")
        let be51 = try Element(hex: "1be5ab9fec9594d06ba6ec86ee27cfb2")
        let fa40 = try Element(hex: "0fa4cd2df7ede287ac0b7a608bf30faa")
        let remote = Samples(of: [da84, be51])
        let local = Samples(of: [be51, fa40])
        let expected = [
            "216864947382815156608078482858491203620", "116222395968140783619961205788677821165",
            "474481439292887460763565008117008480844", "183523254809062769768276611961128903723",
            "96615410940401228903770465205114172270", "345157050618804747652721816571048329791",
        ]
        let inverse = local.inverse
        for (index, value) in expected.enumerated() {
            #expect(remote[index] * inverse[index] == (try SKSFieldElement(decimal: value)))
        }
        let values = try expected.map { try SKSFieldElement(decimal: $0) }
        let function = try #require(
            RationalFunction(
                points: SamplePoint.values(5), values: Array(values.prefix(5)),
                degreeDifference: 0))
        #expect(
            function.numerator.coefficients
                == [try SKSFieldElement(decimal: "303550963898060135188766732461456539201"), .one])
        #expect(
            function.denominator.coefficients
                == [try SKSFieldElement(decimal: "304461306147182219836891364188539559692"), .one])
        #expect(function.hasValue(values[5], at: SamplePoint.value(5)))
        var generator = SplitMix64(seed: 1)
        let result = Solver.difference(
            remote: remote.array, remoteCount: 2, local: local.array, localCount: 2,
            using: &generator)
        #expect(
            result == .solved(remoteOnly: [da84.fieldElement], localOnly: [fa40.fieldElement]))
    }

    @Test func `the interpolation through thirteen points is reproduced`() throws {
        let values = try [
            "50209572917763804813893169477404135246", "523915264287429384599917983489241637041",
            "193879208340335596473327301694891073112", "336257832174512052845041381684545224326",
            "525220581565510310465258018589146771167", "369646301408454767673033771110855434260",
            "371821946850459872311187739000814476019", "144426966457292640051271632674756114101",
            "379207879747256731229136438792149285186", "46108152160169587744128314614996604924",
            "227801899428306415871207999262631174702", "207497927707680176901864453717256663645",
            "190227327194805171829784109272423912872",
        ].map { try SKSFieldElement(decimal: $0) }
        let function = try #require(
            RationalFunction(
                points: SamplePoint.values(13), values: values, degreeDifference: -11))
        #expect(function.numerator.degree == 1)
        #expect(
            function.numerator.coefficients.first
                == (try SKSFieldElement(decimal: "201510631159794911579036209221877731351")))
        #expect(function.denominator.degree == 12)
        #expect(
            function.denominator.coefficients.first
                == (try SKSFieldElement(decimal: "471406228141421561633415986254867829648")))
    }

    @Test func `all differences up to five of the fitting parity are found`() throws {
        var generator = SplitMix64(seed: testSeed())
        for remoteOnlyCount in 0...6 {
            for localOnlyCount in 0...6 {
                let remoteOnly = randomElements(remoteOnlyCount, using: &generator)
                let localOnly = randomElements(localOnlyCount, using: &generator)
                let common = randomElements(20, using: &generator)
                let result = Solver.difference(
                    remote: Samples(of: common + remoteOnly).array,
                    remoteCount: common.count + remoteOnlyCount,
                    local: Samples(of: common + localOnly).array,
                    localCount: common.count + localOnlyCount, using: &generator)
                guard remoteOnlyCount + localOnlyCount <= 5 else {
                    guard case .unsolved = result else {
                        Issue.record("\(remoteOnlyCount) + \(localOnlyCount) was solved")
                        continue
                    }
                    continue
                }
                guard case .solved(let foundRemote, let foundLocal) = result else {
                    Issue.record("\(remoteOnlyCount) + \(localOnlyCount) was not solved")
                    continue
                }
                #expect(Set(foundRemote.compactMap { Element($0) }) == Set(remoteOnly))
                #expect(Set(foundLocal.compactMap { Element($0) }) == Set(localOnly))
            }
        }
    }

    @Test(arguments: [Int.max, Int.min, 1 << 24, 12, -12])
    func `a hostile size is refused before anything is computed`(size: Int) {
        var generator = SplitMix64(seed: 1)
        let samples = Samples.empty.array
        #expect(
            Solver.difference(
                remote: samples, remoteCount: size, local: samples, localCount: 1,
                using: &generator) == .unsolved(.sizesTooDifferent))
    }

    @Test func `random samples are never solved and never trap`() {
        var generator = SplitMix64(seed: testSeed())
        let local = Samples(of: randomElements(3, using: &generator)).array
        for count in -3...9 {
            for _ in 0..<5 {
                let remote = (0..<6).map { _ in SKSFieldElement.random(using: &generator) }
                let result = Solver.difference(
                    remote: remote, remoteCount: count, local: local, localCount: 3,
                    using: &generator)
                guard case .unsolved = result else {
                    Issue.record("random samples were solved: \(result)")
                    continue
                }
            }
        }
    }

    @Test func `a zero sample is refused`() {
        var generator = SplitMix64(seed: 1)
        let samples = Samples.empty.array
        var zero = samples
        zero[3] = .zero
        #expect(
            Solver.difference(
                remote: zero, remoteCount: 0, local: samples, localCount: 0, using: &generator)
                == .unsolved(.zeroSample))
        #expect(
            Solver.difference(
                remote: samples, remoteCount: 0, local: zero, localCount: 0, using: &generator)
                == .unsolved(.zeroSample))
    }

    @Test func `a forged square without roots is refused by the splitting test`() throws {
        // The remote samples are those of z² − n over 1, where n is no square: n^((p−1)/2) = −1.
        var generator = SplitMix64(seed: testSeed())
        let prime = SKSPrime.prime
        let halfOrder = Limbs(
            prime.low >> 1 | prime.middle << 63, prime.middle >> 1 | prime.high << 63,
            prime.high >> 1)
        var nonResidue = SKSFieldElement.zero
        repeat {
            nonResidue = .random(using: &generator)
        } while nonResidue.power(halfOrder) != -.one
        let remote = SamplePoint.values(Samples.count).map { $0 * $0 - nonResidue }
        let result = Solver.difference(
            remote: remote, remoteCount: 2, local: Samples.empty.array, localCount: 0,
            using: &generator)
        #expect(result == .unsolved(.doesNotSplit))
    }

    @Test func `a repeated element is refused by the splitting test`() throws {
        var generator = SplitMix64(seed: testSeed())
        let element = Element.random(using: &generator)
        let result = Solver.difference(
            remote: Samples(of: [element, element]).array, remoteCount: 2,
            local: Samples.empty.array, localCount: 0, using: &generator)
        #expect(result == .unsolved(.doesNotSplit))
    }
}
