import SetReconciliation

/// Solves samples for the difference of two sets, on any form of field arithmetic: the steps of
/// `RationalInterpolation` in a text of their own, so that forms differ in their arithmetic alone and
/// the one on plain GMP is an oracle for what ships.
struct ReferenceSolver<Form: FieldForm> {
    typealias Result = RationalInterpolation<SKSPrime>.Result

    let form = Form()

    func difference(
        remote: [SKSFieldElement], remoteCount: Int, local: [SKSFieldElement], localCount: Int,
        using generator: inout SplitMix64
    ) -> Result {
        let (difference, mbar) = (remoteCount - localCount, remote.count - 1)
        guard abs(difference) <= mbar else { return .unsolved(.sizesTooDifferent) }
        guard !remote.contains(.zero), let inverses = inverses(of: local.map(element)) else {
            return .unsolved(.zeroSample)
        }
        let values = zip(remote.map(element), inverses).map { form.product($0, $1) }
        let points = SamplePoint.values(values.count).map(element)
        let used = (mbar + difference).isMultiple(of: 2) ? mbar : mbar - 1
        guard
            let (numerator, denominator) = function(
                points: points.prefix(used), values: values.prefix(used),
                degrees: ((used + difference) / 2, (used - difference) / 2))
        else { return .unsolved(.contradiction) }
        let isFitting = zip(points, values).allSatisfy { point, value in
            let below = denominator.value(at: point, form)
            return below != form.zero
                && numerator.value(at: point, form) == form.product(value, below)
        }
        guard isFitting else { return .unsolved(.notVerified) }
        let attempts = RationalInterpolation<SKSPrime>.maximumSplitAttempts
        var sides: [[SKSFieldElement]] = []
        for polynomial in [numerator, denominator] {
            var search = RootSearch(form: form, attemptsLeft: attempts, generator: generator)
            if let reason = search.run(polynomial) { return .unsolved(reason) }
            generator = search.generator
            sides.append(search.roots.map(fieldElement))
        }
        return .solved(remoteOnly: sides[0], localOnly: sides[1])
    }

    private func element(_ element: SKSFieldElement) -> Limbs { form.element(element.limbs) }

    private func fieldElement(_ element: Limbs) -> SKSFieldElement {
        guard let fieldElement = SKSFieldElement(form.value(of: element)) else {
            preconditionFailure("a form's values are reduced")
        }
        return fieldElement
    }

    /// The inverses of all, for the price of one; nil if one of them is zero.
    private func inverses(of elements: [Limbs]) -> [Limbs]? {
        var products = [form.element(.one)]
        for element in elements {
            products.append(form.product(products[products.count - 1], element))
        }
        guard var inverse = form.inverse(of: products.removeLast()) else { return nil }
        for index in elements.indices.reversed() {
            products[index] = form.product(products[index], inverse)
            inverse = form.product(inverse, elements[index])
        }
        return products
    }

    /// The monic numerator and denominator with these values, without a common factor.
    private func function(
        points: ArraySlice<Limbs>, values: ArraySlice<Limbs>, degrees: (above: Int, below: Int)
    ) -> (Coefficients<Form>, Coefficients<Form>)? {
        let one = form.element(.one)
        let rows = zip(points, values).map { point, value in
            var powers = [one]
            for _ in 0..<max(degrees.above, degrees.below) {
                powers.append(form.product(powers[powers.count - 1], point))
            }
            let multiples = powers.map { form.product(value, $0) }
            return powers.prefix(degrees.above)
                + multiples.prefix(degrees.below).map { form.negative($0) }
                + [form.difference(multiples[degrees.below], powers[degrees.above])]
        }
        guard let solution = solution(of: rows.map(Array.init)) else { return nil }
        let above = Coefficients(solution.prefix(degrees.above) + [one], form)
        let below = Coefficients(solution.dropFirst(degrees.above) + [one], form)
        let common = above.greatestCommonDivisor(below, form)
        return (above.divided(by: common, form).quotient, below.divided(by: common, form).quotient)
    }

    /// Solves as many equations as unknowns, of which those left free are zero.
    private func solution(of equations: [[Limbs]]) -> [Limbs]? {
        var (rows, pivots, width) = (equations, [Int](), equations.count)
        for column in 0..<width {
            guard let pivot = rows[pivots.count...].firstIndex(where: { $0[column] != form.zero }),
                let inverse = form.inverse(of: rows[pivot][column])
            else { continue }
            rows.swapAt(pivots.count, pivot)
            let row = rows[pivots.count].map { form.product($0, inverse) }
            for other in rows.indices where other != pivots.count {
                let factor = rows[other][column]
                guard factor != form.zero else { continue }
                for index in column...width {
                    rows[other][index] = form.difference(
                        rows[other][index], form.product(factor, row[index]))
                }
            }
            rows[pivots.count] = row
            pivots.append(column)
        }
        guard rows[pivots.count...].allSatisfy({ $0[width] == form.zero }) else { return nil }
        var solution = [Limbs](repeating: form.zero, count: width)
        for (row, column) in pivots.enumerated() { solution[column] = rows[row][width] }
        return solution
    }
}
