/// Residues modulo a monic polynomial f, and powers of z among them.
///
/// A square is reduced with a table of z^n, z^(n+1), … modulo f: each coefficient of the residue is
/// one sum of products, reduced once.
struct PolynomialResidues<Modulus: PrimeModulus> {
    typealias Value = FieldElement<Modulus>

    /// The degree n of f, which is the number of coefficients of each residue.
    let degree: Int
    /// Row i has the n coefficients of z^(n + i) modulo f, for i below n.
    private let reductions: [Value]

    /// - Precondition: the modulus is monic and not constant.
    init(modulus: Polynomial<Modulus>) {
        let lowCoefficients = modulus.coefficients.dropLast()
        precondition(modulus.coefficients.last == .one && !lowCoefficients.isEmpty, "monic")
        degree = lowCoefficients.count
        let first = lowCoefficients.map { -$0 }
        var rows = first
        for start in stride(from: 0, to: degree * (degree - 1), by: degree) {
            let top = rows[start + degree - 1]
            for column in 0..<degree {
                let shifted = column > 0 ? rows[start + column - 1] : .zero
                rows.append(shifted + top * first[column])
            }
        }
        reductions = rows
    }

    /// z raised to a power, as the coefficients of its residue.
    func powerOfVariable(_ exponent: Limbs) -> [Value] {
        var power = [Value](repeating: .zero, count: degree)
        power[0] = .one
        var scratch = power + power
        for index in stride(from: exponent.bitWidth - 1, through: 0, by: -1) {
            square(&power, timesVariable: exponent.bit(index), scratch: &scratch)
        }
        return power
    }

    /// Whether z · residue² is z.
    func isVariable(squareTimesVariableOf residue: [Value]) -> Bool {
        var product = residue
        var scratch = residue + residue
        square(&product, timesVariable: true, scratch: &scratch)
        let variable = degree > 1 ? [.zero, .one] : [reductions[0]]
        return product.starts(with: variable)
            && product.dropFirst(variable.count).allSatisfy(\.isZero)
    }

    /// Squares a residue, and multiplies it by z if asked for.
    ///
    /// - Parameter scratch: room for 2n coefficients: those of z^n and above, then the result's.
    private func square(_ residue: inout [Value], timesVariable: Bool, scratch: inout [Value]) {
        let shift = timesVariable ? 1 : 0
        let excess = degree - 1 + shift
        for index in 0..<excess {
            scratch[index] = Self.square(residue, coefficient: degree + index - shift).reduced
        }
        for column in 0..<degree {
            var sum = Self.square(residue, coefficient: column - shift)
            for index in 0..<excess {
                sum.add(scratch[index], reductions[index &* degree &+ column])
            }
            scratch[degree &+ column] = sum.reduced
        }
        for column in 0..<degree { residue[column] = scratch[degree &+ column] }
    }

    /// The coefficient of z^k in the square of a polynomial.
    @inline(__always)
    private static func square(_ polynomial: [Value], coefficient k: Int) -> ProductSum<Modulus> {
        var sum = ProductSum<Modulus>()
        var (i, j) = (max(0, k - polynomial.count + 1), min(k, polynomial.count - 1))
        while i < j {
            sum.add(polynomial[i], polynomial[j])
            (i, j) = (i &+ 1, j &- 1)
        }
        sum.double()
        if i == j { sum.add(polynomial[i], polynomial[i]) }
        return sum
    }
}
