extension Polynomial {
    /// Whether the polynomial is a product of distinct linear factors: z^p ≡ z modulo it.
    ///
    /// The test is strict. One that lets an irreducible factor pass lets a hostile peer send the
    /// search for roots into an endless loop. The zero polynomial does not split.
    package var splitsIntoDistinctLinearFactors: Bool {
        guard let degree else { return false }
        if degree <= 1 { return true }
        return Self.variable.power(Modulus.prime, modulo: self) == .variable
    }

    /// All roots of a polynomial that splits into distinct linear factors, in no order.
    ///
    /// Splits it at random: (z + a)^((p−1)/2) is 1 at about half of the roots.
    ///
    /// - Parameter attempts: the bound on the number of random splits tried; each one succeeds with
    ///   a probability of about one half or more.
    /// - Returns: nil if the bound was reached, or the polynomial turned out not to split.
    package func roots(
        attempts: Int, using generator: inout some RandomNumberGenerator
    ) -> [Coefficient]? {
        var roots: [Coefficient] = []
        var factors = [monic]
        var attemptsLeft = attempts
        while let factor = factors.popLast() {
            guard let degree = factor.degree else { return nil }
            switch degree {
            case 0: continue
            case 1: roots.append(-factor.coefficients[0])
            default:
                guard attemptsLeft > 0 else { return nil }
                attemptsLeft -= 1
                let part = factor.randomFactor(using: &generator)
                if let partDegree = part.degree, 0 < partDegree, partDegree < degree {
                    factors += [part, factor.divided(by: part).quotient]
                } else {
                    factors.append(factor)
                }
            }
        }
        return roots
    }

    /// A monic divisor: with luck neither one nor the whole.
    private func randomFactor(using generator: inout some RandomNumberGenerator) -> Self {
        let shifted = Self([.random(using: &generator), .one])
        // (p − 1) / 2, since p is odd.
        let power = shifted.power(Modulus.prime.halved, modulo: self)
        return Self.greatestCommonDivisor(self, power - .one)
    }
}
