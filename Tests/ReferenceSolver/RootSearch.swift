import SetReconciliation

/// The search for the roots of a monic polynomial that may be a product of distinct linear factors.
struct RootSearch<Form: FieldForm> {
    let form: Form
    var attemptsLeft: Int
    var generator: SplitMix64
    private(set) var roots: [Limbs] = []

    init(form: Form, attemptsLeft: Int, generator: SplitMix64) {
        (self.form, self.attemptsLeft, self.generator) = (form, attemptsLeft, generator)
    }

    /// Finds all roots; says why there are not as many as the degree.
    mutating func run(_ polynomial: Coefficients<Form>) -> UnsolvedReason? {
        guard polynomial.degree > 2 else {
            return addRoots(of: polynomial) ? nil : .doesNotSplit
        }
        let (power, squared) = form.powerOfVariable(.halfOrder, modulo: polynomial.list.dropLast())
        let variable = Coefficients([form.zero, form.element(.one)], form)
        guard Coefficients(squared, form) == variable else { return .doesNotSplit }
        var factors = split(polynomial, power)
        while let factor = factors.popLast() {
            if factor.degree <= 2 {
                guard addRoots(of: factor) else { return .doesNotSplit }
                continue
            }
            guard attemptsLeft > 0 else { return .attemptsExhausted }
            attemptsLeft -= 1
            factors += randomSplit(factor)
        }
        return nil
    }

    /// The factor whose roots are those at which a residue is 1, and the other one.
    private func split(
        _ polynomial: Coefficients<Form>, _ residue: [Limbs]
    ) -> [Coefficients<Form>] {
        var difference = residue
        difference[0] = form.difference(difference[0], form.element(.one))
        let part = polynomial.greatestCommonDivisor(Coefficients(difference, form), form)
        return [part, polynomial.divided(by: part, form).quotient]
    }

    private mutating func randomSplit(_ factor: Coefficients<Form>) -> [Coefficients<Form>] {
        let offset = form.element(SKSFieldElement.random(using: &generator).limbs)
        let moved = factor.translated(by: form.negative(offset), form)
        let (power, _) = form.powerOfVariable(.halfOrder, modulo: moved.list.dropLast())
        return split(moved, power).map { $0.translated(by: offset, form) }
    }

    /// Adds the roots of a polynomial of degree 2 at most; false if there are not as many.
    private mutating func addRoots(of polynomial: Coefficients<Form>) -> Bool {
        switch polynomial.degree {
        case 1:
            roots.append(form.negative(polynomial.list[0]))
        case 2:
            let center = form.negative(form.product(polynomial.list[1], form.element(.half)))
            let square = form.difference(form.product(center, center), polynomial.list[0])
            let root = form.power(square, .quarterOrder)
            guard square != form.zero, form.product(root, root) == square else { return false }
            roots += [form.sum(center, root), form.difference(center, root)]
        default: break
        }
        return true
    }
}

extension Limbs {
    /// (p − 1) / 2: an element raised to it is 1 if the element is a square.
    fileprivate static var halfOrder: Limbs { SKSPrime.prime.shiftedRight(by: 1) }
    /// (p + 1) / 4, which is whole: a square raised to it is a root of it.
    fileprivate static var quarterOrder: Limbs {
        let quarter = SKSPrime.prime.shiftedRight(by: 2)
        return Limbs(quarter.low + 1, quarter.middle, quarter.high)
    }
    /// (p + 1) / 2.
    fileprivate static var half: Limbs {
        let half = SKSPrime.prime.shiftedRight(by: 1)
        return Limbs(half.low + 1, half.middle, half.high)
    }
}
