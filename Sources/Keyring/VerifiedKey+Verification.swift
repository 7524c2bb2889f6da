package import OpenPGP

extension VerifiedKey {
    /// Verifies the packets of a key that are not in the known copy of it in the same place, which
    /// were verified when they came. Merged with the form of the known copy, the result is the
    /// form of both copies together.
    ///
    /// - Throws: when the budget gives out; then nothing of this key is verified.
    package static func verify(
        _ received: TransferablePublicKey, except known: TransferablePublicKey? = nil,
        budget: inout VerificationBudget
    ) throws(BudgetExceeded) -> VerifiedKey {
        try verification(
            ofNormal: received.normalized(), except: known?.normalized(), trusting: false,
            budget: &budget
        ).verified
    }

    /// The same for keys in normal form, with what does not count of the received one.
    static func verification(
        ofNormal received: TransferablePublicKey, except known: TransferablePublicKey?,
        trusting: Bool, budget: inout VerificationBudget
    ) throws(BudgetExceeded) -> (verified: VerifiedKey, ignored: IgnoredFindings) {
        precondition(
            known.map { $0.primaryKey == received.primaryKey } ?? true,
            "Only copies of one key are compared.")
        var verification = KeyVerification(of: received.primaryKey, trusting: trusting)
        try verification.verify(received, except: known, budget: &budget)
        return (VerifiedKey(verification.content), verification.findings)
    }
}
