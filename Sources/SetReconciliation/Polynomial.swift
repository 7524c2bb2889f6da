/// A polynomial over a prime field.
package struct Polynomial<Modulus: PrimeModulus>: Hashable, Sendable {
    package typealias Coefficient = FieldElement<Modulus>

    /// Coefficient i belongs to z^i; the last one is not zero, and the zero polynomial has none.
    package let coefficients: [Coefficient]

    package static var zero: Self { Self([]) }
    package static var one: Self { Self([.one]) }
    /// The polynomial z.
    package static var variable: Self { Self([.zero, .one]) }

    /// The polynomial of these coefficients, that of z^0 first; zeros at the end are dropped.
    package init(_ coefficients: some Collection<Coefficient>) {
        var coefficients = Array(coefficients)
        while coefficients.last?.isZero == true { coefficients.removeLast() }
        self.coefficients = coefficients
    }

    /// The monic polynomial with these roots, a repeated root as often as it is given.
    package init(roots: some Sequence<Coefficient>) {
        var coefficients: [Coefficient] = [.one]
        for root in roots {
            coefficients.append(.zero)
            // Times (z − root), in place from the top.
            for index in coefficients.indices.reversed() {
                let lower = index > 0 ? coefficients[index - 1] : .zero
                coefficients[index] = lower - root * coefficients[index]
            }
        }
        self.init(coefficients)
    }

    package var isZero: Bool { coefficients.isEmpty }

    /// The degree; nil for the zero polynomial.
    package var degree: Int? { isZero ? nil : coefficients.count - 1 }

    /// This polynomial divided by its leading coefficient; zero stays zero.
    package var monic: Self {
        guard let leading = coefficients.last, leading != .one, let inverse = leading.inverse else {
            return self
        }
        return Self(coefficients.map { $0 * inverse })
    }

    /// The value at a point, by Horner's rule.
    package func callAsFunction(_ point: Coefficient) -> Coefficient {
        coefficients.reversed().reduce(.zero) { $0 * point + $1 }
    }

    package static func + (left: Self, right: Self) -> Self {
        combine(left, right) { $0 + $1 }
    }

    package static func - (left: Self, right: Self) -> Self {
        combine(left, right) { $0 - $1 }
    }

    private static func combine(
        _ left: Self, _ right: Self, by operation: (Coefficient, Coefficient) -> Coefficient
    ) -> Self {
        let count = max(left.coefficients.count, right.coefficients.count)
        return Self(
            (0..<count).map { index in
                operation(left.coefficient(of: index), right.coefficient(of: index))
            })
    }

    private func coefficient(of exponent: Int) -> Coefficient {
        exponent < coefficients.count ? coefficients[exponent] : .zero
    }

    package static func * (left: Self, right: Self) -> Self {
        guard !left.isZero, !right.isZero else { return .zero }
        let count = left.coefficients.count + right.coefficients.count - 1
        var product = [Coefficient](repeating: .zero, count: count)
        for (i, a) in left.coefficients.enumerated() {
            for (j, b) in right.coefficients.enumerated() {
                product[i + j] += a * b
            }
        }
        return Self(product)
    }
}
