import SetReconciliation

/// A polynomial on a form of field arithmetic: coefficient i belongs to z^i, the last is not zero.
struct Coefficients<Form: FieldForm>: Equatable {
    let list: [Limbs]

    init(_ list: some Collection<Limbs>, _ form: Form) {
        var list = Array(list)
        while list.last == form.zero { list.removeLast() }
        self.list = list
    }

    var degree: Int { list.count - 1 }

    func value(at point: Limbs, _ form: Form) -> Limbs {
        list.reversed().reduce(form.zero) { form.sum(form.product($0, point), $1) }
    }

    func divided(by divisor: Self, _ form: Form) -> (quotient: Self, remainder: Self) {
        guard let top = divisor.list.last, let inverse = form.inverse(of: top) else {
            preconditionFailure("the divisor of polynomials is not zero")
        }
        let isMonic = inverse == form.element(.one)
        var (remainder, quotient) = (list, [Limbs]())
        while remainder.count >= divisor.list.count {
            let last = remainder.removeLast()
            let factor = isMonic ? last : form.product(last, inverse)
            quotient.append(factor)
            let position = remainder.count - divisor.degree
            for (offset, coefficient) in divisor.list.dropLast().enumerated() {
                remainder[position + offset] = form.difference(
                    remainder[position + offset], form.product(factor, coefficient))
            }
        }
        return (Self(quotient.reversed(), form), Self(remainder, form))
    }

    /// The monic greatest common divisor.
    func greatestCommonDivisor(_ other: Self, _ form: Form) -> Self {
        var (a, b) = (self, other)
        while !b.list.isEmpty { (a, b) = (b, a.divided(by: b, form).remainder) }
        guard let inverse = a.list.last.flatMap(form.inverse) else { return a }
        return Self(a.list.map { form.product($0, inverse) }, form)
    }

    /// The polynomial whose roots are less by the offset.
    func translated(by offset: Limbs, _ form: Form) -> Self {
        var list = list
        for end in list.indices.dropLast() {
            for index in stride(from: list.count - 2, through: end, by: -1) {
                list[index] = form.sum(list[index], form.product(offset, list[index + 1]))
            }
        }
        return Self(list, form)
    }
}
