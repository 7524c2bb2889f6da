import SetReconciliation

/// Arithmetic modulo the prime of SKS reconciliation, in one of the forms that GMP can give it.
///
/// Elements are limbs in a representation of the form's own, in which equal elements are equal. A
/// form owns scratch memory, so each solver has one of its own.
protocol FieldForm {
    init()

    func element(_ value: Limbs) -> Limbs
    func value(of element: Limbs) -> Limbs

    func sum(_ left: Limbs, _ right: Limbs) -> Limbs
    func difference(_ left: Limbs, _ right: Limbs) -> Limbs
    func product(_ left: Limbs, _ right: Limbs) -> Limbs
    /// Nil for zero.
    func inverse(of element: Limbs) -> Limbs?

    /// The one sum of products under way, to be reduced once at the end.
    func beginSum()
    func addProduct(_ left: Limbs, _ right: Limbs)
    func doubleSum()
    func reducedSum() -> Limbs

    /// z raised to a power modulo z^n + …, given by its n lower coefficients; and z times the square
    /// of that.
    func powerOfVariable(
        _ exponent: Limbs, modulo lowCoefficients: [Limbs]
    ) -> (power: [Limbs], squareTimesVariable: [Limbs])
}

extension FieldForm {
    var zero: Limbs { .zero }

    func negative(_ element: Limbs) -> Limbs { difference(zero, element) }

    func power(_ base: Limbs, _ exponent: Limbs) -> Limbs {
        var result = element(.one)
        for isSet in exponent.bitsFromTheTop {
            result = product(result, result)
            if isSet { result = product(result, base) }
        }
        return result
    }

    /// The power by a table of z^n, z^(n+1), … modulo z^n + …: each coefficient of a residue is one
    /// sum of products.
    func powerOfVariable(
        _ exponent: Limbs, modulo lowCoefficients: [Limbs]
    ) -> (power: [Limbs], squareTimesVariable: [Limbs]) {
        let rows = reductions(modulo: lowCoefficients)
        var power = lowCoefficients.map { _ in zero }
        power[0] = element(.one)
        for isSet in exponent.bitsFromTheTop {
            power = square(power, timesVariable: isSet, rows)
        }
        return (power, square(power, timesVariable: true, rows))
    }

    /// Row i has the coefficients of z^(n + i) modulo z^n + …, for i below n.
    func reductions(modulo lowCoefficients: [Limbs]) -> [[Limbs]] {
        let first = lowCoefficients.map { negative($0) }
        var rows = [first]
        while rows.count < first.count {
            let last = rows[rows.count - 1]
            rows.append(
                first.indices.map { column in
                    let multiple = product(last[last.count - 1], first[column])
                    return column == 0 ? multiple : sum(last[column - 1], multiple)
                })
        }
        return rows
    }

    private func square(
        _ residue: [Limbs], timesVariable: Bool, _ rows: [[Limbs]]
    ) -> [Limbs] {
        let shift = timesVariable ? 1 : 0
        let excess = (residue.count..<(2 * residue.count - 1 + shift)).map { index in
            beginSum()
            addSquare(of: residue, coefficient: index - shift)
            return reducedSum()
        }
        return residue.indices.map { column in
            beginSum()
            addSquare(of: residue, coefficient: column - shift)
            for (index, coefficient) in excess.enumerated() {
                addProduct(coefficient, rows[index][column])
            }
            return reducedSum()
        }
    }

    /// Adds the coefficient of z^k in the square of a polynomial to the sum, which is zero.
    private func addSquare(of polynomial: [Limbs], coefficient k: Int) {
        var (i, j) = (max(0, k - polynomial.count + 1), min(k, polynomial.count - 1))
        while i < j {
            addProduct(polynomial[i], polynomial[j])
            (i, j) = (i + 1, j - 1)
        }
        doubleSum()
        if i == j { addProduct(polynomial[i], polynomial[i]) }
    }
}

extension Limbs {
    /// The bits of the value, the most significant one first.
    var bitsFromTheTop: some Sequence<Bool> {
        (0..<192).reversed().lazy.map { bit($0) }.drop { !$0 }
    }

    private func bit(_ index: Int) -> Bool {
        let limb = index < 64 ? low : index < 128 ? middle : high
        return limb >> UInt64(index % 64) & 1 == 1
    }

    /// The value divided by a power of two below 2^64, rounded down.
    func shiftedRight(by bits: UInt64) -> Limbs {
        Limbs(
            low >> bits | middle << (64 - bits), middle >> bits | high << (64 - bits), high >> bits)
    }
}
