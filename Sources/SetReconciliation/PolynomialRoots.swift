extension Polynomial {
    /// How the search for the roots of a polynomial ended.
    package enum Splitting: Hashable, Sendable {
        /// All roots, in no order: the polynomial is a product of distinct linear factors.
        case roots([Coefficient])
        /// It is none. So is the zero polynomial.
        case doesNotSplit
        /// The random splits tried were not enough.
        case attemptsExhausted
    }

    /// Splits the polynomial into its roots, if it is a product of distinct linear factors.
    ///
    /// The test for that, z^p ≡ z, is strict: one that lets an irreducible factor pass lets a
    /// hostile peer send the search for roots into an endless loop. It costs next to nothing beside
    /// the first split, as z^p is z · (z^((p−1)/2))².
    ///
    /// - Parameter attempts: the bound on the number of random splits tried; each one succeeds with
    ///   a probability of about one half or more.
    package func splitting(
        attempts: Int, using generator: inout some RandomNumberGenerator
    ) -> Splitting {
        guard let degree else { return .doesNotSplit }
        if degree < 2 { return .roots(linearRoots) }
        let whole = monic
        if degree == 2, Coefficient.hasDirectSquareRoots {
            return whole.quadraticRoots.map(Splitting.roots) ?? .doesNotSplit
        }
        let residues = PolynomialResidues(modulus: whole)
        // (p − 1) / 2, since p is odd.
        let power = residues.powerOfVariable(Modulus.prime.halved)
        guard residues.isVariable(squareTimesVariableOf: power) else { return .doesNotSplit }
        let part = whole.part(whereOne: power)
        return Self.splitting(
            of: [part, whole.divided(by: part).quotient], attempts: attempts, using: &generator)
    }

    /// The roots of monic polynomials that are known to split.
    private static func splitting(
        of factors: [Self], attempts: Int, using generator: inout some RandomNumberGenerator
    ) -> Splitting {
        var roots: [Coefficient] = []
        var factors = factors
        var attemptsLeft = attempts
        while let factor = factors.popLast() {
            let degree = factor.degree ?? 0
            if degree < 2 {
                roots += factor.linearRoots
            } else if degree == 2, Coefficient.hasDirectSquareRoots {
                guard let pair = factor.quadraticRoots else { return .doesNotSplit }
                roots += pair
            } else {
                guard attemptsLeft > 0 else { return .attemptsExhausted }
                attemptsLeft -= 1
                let part = factor.randomFactor(using: &generator)
                factors += [part, factor.divided(by: part).quotient]
            }
        }
        return .roots(roots)
    }

    /// The root of a polynomial of degree 1; none of a constant.
    private var linearRoots: [Coefficient] {
        guard coefficients.count == 2, let inverse = coefficients[1].inverse else { return [] }
        return [-(coefficients[0] * inverse)]
    }

    /// The two roots of z² + bz + c; nil unless they exist and differ.
    private var quadraticRoots: [Coefficient]? {
        // (z + b/2)² = (b/2)² − c
        let center = -(coefficients[1] * Coefficient.half)
        let square = center * center - coefficients[0]
        guard !square.isZero, let root = square.squareRoot else { return nil }
        return [center + root, center - root]
    }

    /// A monic divisor of a monic polynomial that splits: with luck neither one nor the whole.
    ///
    /// (z + a)^((p−1)/2) is 1 at about half of the roots, for a random a.
    private func randomFactor(using generator: inout some RandomNumberGenerator) -> Self {
        let offset = Coefficient.random(using: &generator)
        let moved = translated(by: -offset)
        let power = PolynomialResidues(modulus: moved).powerOfVariable(Modulus.prime.halved)
        return moved.part(whereOne: power).translated(by: offset)
    }

    /// The monic divisor whose roots are those at which a residue is 1.
    private func part(whereOne residue: [Coefficient]) -> Self {
        Self.greatestCommonDivisor(self, Self(residue) - .one)
    }

    /// The polynomial f(z + offset), whose roots are less by the offset.
    private func translated(by offset: Coefficient) -> Self {
        var coefficients = coefficients
        // Horner's rule, again and again, leaves the coefficients of the powers of z − offset.
        for end in coefficients.indices.dropLast() {
            for index in stride(from: coefficients.count - 2, through: end, by: -1) {
                coefficients[index] += offset * coefficients[index + 1]
            }
        }
        return Self(coefficients)
    }
}
