import SetReconciliation
import Testing

@Suite struct PolynomialTests {
    typealias Small = Polynomial<Prime7>

    @Test func `quotient times divisor plus remainder is the dividend`() {
        for dividend in Small.all(coefficientCount: 3).map({ Small($0) }) {
            for divisor in Small.all(coefficientCount: 2).map({ Small($0) }) where !divisor.isZero {
                let (quotient, remainder) = dividend.divided(by: divisor)
                #expect(quotient * divisor + remainder == dividend)
                #expect((remainder.degree ?? -1) < (divisor.degree ?? -1))
            }
        }
    }

    @Test func `the greatest common divisor is the monic divisor of highest degree`() {
        let candidates = (0...2).flatMap { Small.allMonic(degree: $0) }
        for left in candidates {
            for right in candidates {
                let common = Small.greatestCommonDivisor(left, right)
                let best = candidates.last {
                    left.modulo($0).isZero && right.modulo($0).isZero
                }
                #expect(common == best)
            }
        }
        #expect(Small.greatestCommonDivisor(.zero, .zero) == .zero)
    }

    @Test func `a product of linear factors vanishes at its roots only`() {
        let roots = [2, 3, 3, 6].map { FieldElement<Prime7>($0) }
        let polynomial = Small(roots: roots)
        #expect(polynomial.degree == 4)
        for point in FieldElement<Prime7>.all {
            let value = roots.map { point - $0 }.reduce(.one, *)
            #expect(polynomial(point) == value)
        }
    }

    @Test func `exactly the products of distinct linear factors split`() {
        var generator = SplitMix64(seed: 7)
        for degree in 0...3 {
            checkSplitting(Small.allMonic(degree: degree), using: &generator)
        }
        for degree in 0...2 {
            checkSplitting(
                Polynomial<Prime31>.allMonic(degree: degree), using: &generator)
        }
    }

    /// The slow twin counts the roots by trying all points.
    private func checkSplitting<M>(
        _ polynomials: [Polynomial<M>], using generator: inout some RandomNumberGenerator
    ) {
        for polynomial in polynomials {
            let roots = FieldElement<M>.all.filter { polynomial($0).isZero }
            let splits = roots.count == polynomial.degree
            #expect(polynomial.splitsIntoDistinctLinearFactors == splits)
            guard splits else { continue }
            let found = polynomial.roots(attempts: 1_000, using: &generator)
            #expect(found.map(Set.init) == Set(roots))
            #expect(found?.count == roots.count)
        }
    }

    @Test func `the search for roots of an irreducible square ends at its bound`() {
        // z² − 3 has no root modulo 7; it is what a lax splitting test lets through.
        var generator = SplitMix64(seed: 1)
        let polynomial = Small([FieldElement(-3), .zero, .one])
        #expect(!polynomial.splitsIntoDistinctLinearFactors)
        #expect(polynomial.roots(attempts: 128, using: &generator) == nil)
        #expect(!Small.zero.splitsIntoDistinctLinearFactors)
        #expect(Small.zero.roots(attempts: 128, using: &generator) == nil)
    }

    @Test func `the zero polynomial and constants are handled`() {
        #expect(Small.zero.degree == nil)
        #expect((Small.one - .one).isZero)
        #expect(Small.zero.monic == .zero)
        #expect((Small.zero * .variable).isZero)
        #expect(Small([FieldElement(3)]).monic == .one)
        #expect(Small([.one, .zero, .zero]).degree == 0)
        #expect(Small.variable.power(Limbs(5, 0, 0), modulo: .one).isZero)
    }
}
