/// A quotient of two monic polynomials without a common factor.
package struct RationalFunction<Modulus: PrimeModulus>: Hashable, Sendable {
    package typealias Value = FieldElement<Modulus>

    package let numerator: Polynomial<Modulus>
    package let denominator: Polynomial<Modulus>

    /// Finds the function with these values whose degrees differ by `degreeDifference`
    /// (numerator − denominator) and add up to at most the number of points.
    ///
    /// If the parity of the number of points does not fit the difference, the last one is not used.
    /// Two such functions never agree at all points used, so the result is the only one if there is
    /// any; a value may still belong to none, which only a further sample can tell.
    ///
    /// - Precondition: there are as many values as points, and the points are distinct.
    /// - Returns: nil if there is no such function.
    package init?(points: [Value], values: [Value], degreeDifference: Int) {
        precondition(points.count == values.count, "each point has a value")
        guard (-points.count...points.count).contains(degreeDifference) else { return nil }
        let used =
            (points.count + degreeDifference).isMultiple(of: 2)
            ? points.count : points.count - 1
        let numeratorDegree = (used + degreeDifference) / 2
        let denominatorDegree = (used - degreeDifference) / 2
        var system = LinearSystem<Modulus>(unknownCount: used)
        for (point, value) in zip(points, values).prefix(used) {
            let powers = Self.powers(of: point, through: max(numeratorDegree, denominatorDegree))
            let coefficients =
                powers.prefix(numeratorDegree)
                + powers.prefix(denominatorDegree).map { -(value * $0) }
            system.addEquation(
                Array(coefficients),
                equals: value * powers[denominatorDegree] - powers[numeratorDegree])
        }
        guard let solution = system.solution() else { return nil }
        let numerator = Polynomial(solution.prefix(numeratorDegree) + [.one])
        let denominator = Polynomial(solution.dropFirst(numeratorDegree) + [.one])
        let common = Polynomial.greatestCommonDivisor(numerator, denominator)
        self.numerator = numerator.divided(by: common).quotient
        self.denominator = denominator.divided(by: common).quotient
    }

    /// Whether the function has this value at a point; false at a pole.
    package func hasValue(_ value: Value, at point: Value) -> Bool {
        let denominator = denominator(point)
        return !denominator.isZero && numerator(point) == value * denominator
    }

    private static func powers(of point: Value, through exponent: Int) -> [Value] {
        var powers = [Value.one]
        for _ in 0..<exponent { powers.append(powers[powers.count - 1] * point) }
        return powers
    }
}
