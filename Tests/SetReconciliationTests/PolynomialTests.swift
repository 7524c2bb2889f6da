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
        for degree in 0...3 {
            checkSplitting(Polynomial<Prime13>.allMonic(degree: degree), using: &generator)
        }
        for degree in 0...2 {
            checkSplitting(Polynomial<Prime31>.allMonic(degree: degree), using: &generator)
        }
    }

    /// The slow twin counts the roots by trying all points.
    private func checkSplitting<M>(
        _ polynomials: [Polynomial<M>], using generator: inout some RandomNumberGenerator
    ) {
        for polynomial in polynomials {
            let roots = FieldElement<M>.all.filter { polynomial($0).isZero }
            let splits = roots.count == polynomial.degree
            guard splits else {
                #expect(polynomial.splitting(attempts: 0, using: &generator) == .doesNotSplit)
                continue
            }
            guard case .roots(let found) = polynomial.splitting(attempts: 1_000, using: &generator)
            else {
                Issue.record("\(roots) are not found")
                continue
            }
            #expect(Set(found) == Set(roots) && found.count == roots.count)
        }
    }

    @Test func `the search for roots ends at its bound`() {
        // Modulo 13 no formula helps, and 1 and 3 are both squares: the split that tests does not
        // part them.
        var generator = SplitMix64(seed: 1)
        let polynomial = Polynomial<Prime13>(roots: [1, 3].map { FieldElement($0) })
        #expect(polynomial.splitting(attempts: 0, using: &generator) == .attemptsExhausted)
        #expect(Small.zero.splitting(attempts: 128, using: &generator) == .doesNotSplit)
    }

    @Test func `the zero polynomial and constants are handled`() {
        #expect(Small.zero.degree == nil)
        #expect((Small.one - .one).isZero)
        #expect(Small.zero.monic == .zero)
        #expect((Small.zero * .variable).isZero)
        #expect(Small([FieldElement(3)]).monic == .one)
        #expect(Small([.one, .zero, .zero]).degree == 0)
    }
}
