package import SetReconciliation

/// The forms that GMP can give to the arithmetic of reconciliation.
///
/// Plain is the oracle of the tests; the others are here to be measured, and for that they are tested.
package enum GMPForm: String, CaseIterable, Sendable {
    case plain = "plain GMP (mpz)"
    case limbs = "GMP's limbs (mpn)"
    case packed = "Kronecker on GMP (mpn)"

    /// What `Samples.difference` finds, and why not.
    package func difference(
        of local: Samples, count: Int, remote: Samples, remoteCount: Int,
        using generator: inout SplitMix64
    ) -> RationalInterpolation<SKSPrime>.Result {
        func solve(
            _ solver: ReferenceSolver<some FieldForm>
        ) -> RationalInterpolation<SKSPrime>.Result {
            solver.difference(
                remote: remote.array, remoteCount: remoteCount, local: local.array,
                localCount: count, using: &generator)
        }
        return switch self {
        case .plain: solve(ReferenceSolver<PlainForm>())
        case .limbs: solve(ReferenceSolver<LimbForm>())
        case .packed: solve(ReferenceSolver<PackedForm>())
        }
    }

    /// Samples multiplied again and again by the same: what adds elements to a set.
    package func product(_ samples: Samples, _ factor: Samples, times: Int) -> Samples {
        func product(_ form: some FieldForm) -> [SKSFieldElement] {
            var elements = samples.array.map { form.element($0.limbs) }
            let factors = factor.array.map { form.element($0.limbs) }
            for _ in 0..<times {
                for index in elements.indices {
                    elements[index] = form.product(elements[index], factors[index])
                }
            }
            return elements.compactMap { SKSFieldElement(form.value(of: $0)) }
        }
        let products =
            switch self {
            case .plain: product(PlainForm())
            case .limbs: product(LimbForm())
            case .packed: product(PackedForm())
            }
        guard let samples = Samples(products) else {
            preconditionFailure("a form's values are reduced, and no factor is zero")
        }
        return samples
    }
}
