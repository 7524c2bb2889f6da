extension Polynomial {
    /// Division with remainder: `self = quotient · divisor + remainder`, where the remainder's
    /// degree is below the divisor's.
    ///
    /// - Precondition: the divisor is not zero.
    package func divided(by divisor: Self) -> (quotient: Self, remainder: Self) {
        guard let inverse = divisor.coefficients.last.flatMap(\.inverse) else {
            preconditionFailure("the divisor of polynomials is not zero")
        }
        let isMonic = inverse == .one
        var remainder = coefficients
        let shift = remainder.count - divisor.coefficients.count
        guard shift >= 0 else { return (.zero, self) }
        var quotient = [Coefficient](repeating: .zero, count: shift + 1)
        for position in stride(from: shift, through: 0, by: -1) {
            let top = remainder.removeLast()
            let factor = isMonic ? top : top * inverse
            quotient[position] = factor
            guard !factor.isZero else { continue }
            for (offset, coefficient) in divisor.coefficients.dropLast().enumerated() {
                remainder[position + offset] -= factor * coefficient
            }
        }
        return (Self(quotient), Self(remainder))
    }

    /// The remainder of division.
    ///
    /// - Precondition: the divisor is not zero.
    package func modulo(_ divisor: Self) -> Self { divided(by: divisor).remainder }

    /// The monic greatest common divisor; zero only if both are zero.
    package static func greatestCommonDivisor(_ left: Self, _ right: Self) -> Self {
        var (a, b) = (left, right)
        while !b.isZero { (a, b) = (b, a.modulo(b)) }
        return a.monic
    }
}
