/// What the verification of a submission may cost. Whoever sends signatures makes us work; what does
/// not verify is paid from this budget, and the nominal time of everything too.
///
/// Nominal times come from a table of the algorithms (``SignatureVerifier``), not from a clock, so
/// that a budget gives out at the same signature on every machine.
package struct VerificationBudget: Sendable, Equatable {
    /// Public-key operations that may still fail; nil for any number.
    package private(set) var failuresLeft: Int?
    /// Nominal microseconds of CPU that may still be spent; nil for any number.
    package private(set) var costLeft: Int?
    /// Signatures that verified.
    package private(set) var verified = 0
    /// Public-key operations that failed.
    package private(set) var failures = 0
    /// Nominal microseconds of CPU spent.
    package private(set) var cost = 0

    package init(failures: Int?, cost: Int?) {
        failuresLeft = failures
        costLeft = cost
    }

    /// For what the operator himself loads.
    package static let unlimited = VerificationBudget(failures: nil, cost: nil)

    /// For one request: no honest key has that many wrong signatures, and 800 ms is the nominal
    /// time of some 16,000 verifications of RSA with 2048 bits, or of 300 on the slowest curve.
    package static let request = VerificationBudget(failures: 200, cost: 800_000)

    /// Enters one signature. It is entered whole even if it exceeds what is left: the time is gone.
    mutating func spend(cost spent: Int, isVerified: Bool, isFailure: Bool)
        throws(BudgetExceeded)
    {
        cost += spent
        if isVerified { verified += 1 }
        if isFailure { failures += 1 }
        if let left = costLeft {
            costLeft = max(0, left - spent)
            guard left >= spent else { throw .cost }
        }
        if isFailure, let left = failuresLeft {
            failuresLeft = max(0, left - 1)
            guard left > 0 else { throw .failures }
        }
    }
}

/// The budget gave out in the middle of a key. Nothing of that key counts as verified.
package enum BudgetExceeded: Error, Sendable, Equatable, CustomStringConvertible {
    case failures
    case cost

    package var description: String {
        switch self {
        case .failures: "too many signatures of this submission do not verify"
        case .cost: "verifying the signatures of this submission takes too long"
        }
    }
}
