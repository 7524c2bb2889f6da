import ReferenceSolver
import SetReconciliation
import Testing

/// The solver beside one in plain GMP, and the forms that are measured beside both.
@Suite struct ReferenceSolverTests {
    /// Two results with the roots in an order that does not depend on the search.
    private struct Outcome: Hashable {
        let remoteOnly: Set<SKSFieldElement>
        let localOnly: Set<SKSFieldElement>
        let reason: UnsolvedReason?

        init(_ result: RationalInterpolation<SKSPrime>.Result) {
            switch result {
            case .solved(let remoteOnly, let localOnly):
                (self.remoteOnly, self.localOnly) = (Set(remoteOnly), Set(localOnly))
                reason = nil
            case .unsolved(let reason):
                (remoteOnly, localOnly) = ([], [])
                self.reason = reason
            }
        }
    }

    /// What ships and what the forms find for samples.
    private func expectAgreement(
        remote: Samples, remoteCount: Int, local: Samples, localCount: Int, seed: UInt64,
        forms: [GMPForm] = GMPForm.allCases
    ) -> UnsolvedReason? {
        var generator = SplitMix64(seed: seed)
        let shipped = Outcome(
            local.difference(
                count: localCount, remote: remote, remoteCount: remoteCount, using: &generator))
        for form in forms {
            var generator = SplitMix64(seed: seed)
            let other = Outcome(
                form.difference(
                    of: local, count: localCount, remote: remote, remoteCount: remoteCount,
                    using: &generator))
            #expect(other == shipped, "\(form.rawValue)")
        }
        return shipped.reason
    }

    @Test func `random differences have the solution that plain GMP finds`() {
        var generator = SplitMix64(seed: testSeed())
        for _ in 0..<40 {
            let counts = (0..<2).map { _ in Int.random(in: 0...3, using: &generator) }
            let common = randomElements(5, using: &generator)
            let remote = common + randomElements(counts[0], using: &generator)
            let local = common + randomElements(counts[1], using: &generator)
            let reason = expectAgreement(
                remote: Samples(of: remote), remoteCount: remote.count,
                local: Samples(of: local), localCount: local.count, seed: generator.next())
            #expect((reason == nil) == (counts[0] + counts[1] <= 5), "\(counts)")
        }
    }

    @Test func `what cannot be solved is refused for the reason that plain GMP finds`() {
        var generator = SplitMix64(seed: testSeed())
        var reasons: Set<UnsolvedReason> = []
        for _ in 0..<40 {
            let values = (0..<Samples.count).map { _ in
                SKSFieldElement.random(using: &generator)
            }
            guard let forged = Samples(values) else { continue }
            // The counts differ by 7 at most: two more than can be solved.
            let reason = expectAgreement(
                remote: forged, remoteCount: Int.random(in: 0...14, using: &generator),
                local: .empty, localCount: 7, seed: generator.next())
            reasons.insert(reason ?? .zeroSample)
        }
        #expect(reasons == [.sizesTooDifferent, .notVerified])
    }

    @Test func `a polynomial that does not split is refused by all forms`() {
        var generator = SplitMix64(seed: testSeed())
        for degree in 2...5 {
            // Monic and random: 1 of degree! splits.
            let coefficients = (0..<degree).map { _ in SKSFieldElement.random(using: &generator) }
            let polynomial = Polynomial(coefficients + [.one])
            let repeated = Element.random(using: &generator)
            for remote in [
                Samples(SamplePoint.values(Samples.count).map { polynomial($0) }),
                Samples(of: [Element](repeating: repeated, count: degree)),
            ].compactMap(\.self) {
                _ = expectAgreement(
                    remote: remote, remoteCount: degree, local: .empty, localCount: 0,
                    seed: generator.next())
            }
            #expect(
                expectAgreement(
                    remote: Samples(of: [Element](repeating: repeated, count: degree)),
                    remoteCount: degree, local: .empty, localCount: 0, seed: 1) == .doesNotSplit)
        }
    }

    @Test func `products are those of plain GMP`() {
        var generator = SplitMix64(seed: testSeed())
        for _ in 0..<20 {
            let factors = randomElements(2, using: &generator).map { Samples(of: $0) }
            var product = factors[0]
            for _ in 0..<50 { product.multiply(by: factors[1]) }
            for form in GMPForm.allCases {
                #expect(form.product(factors[0], factors[1], times: 50) == product)
            }
        }
    }

    @Test func `sums and differences at the ends of the field are those of its integers`() throws {
        let top = SKSFieldElement(-1)
        #expect(top.limbs == Limbs(0xc91f_85d9_30a5_431a, 0x8f1d_10e4_878b_1fdf, 1))
        #expect(top + .one == .zero && top + top == SKSFieldElement(-2))
        #expect(SKSFieldElement.zero - top == .one && top - top == .zero)
        #expect(.zero - .one == top && top * top == .one)
    }
}
