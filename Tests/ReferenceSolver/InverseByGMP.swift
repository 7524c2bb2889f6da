package import SetReconciliation

extension SKSFieldElement {
    /// The inverse by `mpz_invert`; nil for zero.
    package var inverseByGMP: SKSFieldElement? {
        PlainForm().inverse(of: limbs).flatMap { SKSFieldElement($0) }
    }
}
