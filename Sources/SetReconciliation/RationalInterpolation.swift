/// Finds the difference of two sets from samples of their characteristic polynomials.
///
/// The quotient of two sets' samples is the value of a rational function whose numerator has the
/// elements that only the remote set has as roots, its denominator those that only the local one
/// has (Minsky, Trachtenberg, Zippel, *Set Reconciliation with Nearly Optimal Communication
/// Complexity*, IEEE Trans. Inf. Theory 49 (2003)).
package enum RationalInterpolation<Modulus: PrimeModulus> {
    package typealias Value = FieldElement<Modulus>

    package enum Result: Hashable, Sendable {
        case solved(remoteOnly: [Value], localOnly: [Value])
        /// An expected outcome: the sets differ in more elements than the samples can tell.
        case unsolved(UnsolvedReason)
    }

    /// The bound on the random splits of one polynomial. Each fails with a probability of about one
    /// half or less and four suffice for degree 5, so an honest polynomial never reaches it.
    package static var maximumSplitAttempts: Int { 128 }

    /// Compares two sets by their samples at `SamplePoint` 0, 1, 2, …
    ///
    /// All but the last sample interpolate, or all but two if the parity of the counts' difference
    /// asks for it; the samples not used verify.
    ///
    /// - Parameters:
    ///   - remoteCount: as claimed by the peer; any value is safe.
    /// - Precondition: both sides have the same number of samples, at least 2.
    package static func difference(
        remote: [Value], remoteCount: Int, local: [Value], localCount: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Result {
        precondition(remote.count == local.count, "both sets are sampled at the same points")
        precondition(remote.count >= 2, "one sample interpolates, another one verifies")
        let mbar = remote.count - 1
        // Nothing is computed for a size that cannot be solved, whatever a hostile peer claims.
        let (difference, overflow) = remoteCount.subtractingReportingOverflow(localCount)
        guard !overflow, difference.magnitude <= mbar.magnitude else {
            return .unsolved(.sizesTooDifferent)
        }
        guard let inverses = Value.inverses(of: local), !remote.contains(.zero) else {
            return .unsolved(.zeroSample)
        }
        let values = zip(remote, inverses).map { $0 * $1 }
        let points: [Value] = SamplePoint.values(values.count)
        guard
            let function = RationalFunction(
                points: Array(points.prefix(mbar)), values: Array(values.prefix(mbar)),
                degreeDifference: difference)
        else { return .unsolved(.contradiction) }
        // The samples that interpolate fit anyway, unless numerator and denominator shared a zero.
        guard zip(values, points).allSatisfy({ function.hasValue($0, at: $1) }) else {
            return .unsolved(.notVerified)
        }
        return roots(of: function, using: &generator)
    }

    private static func roots(
        of function: RationalFunction<Modulus>, using generator: inout some RandomNumberGenerator
    ) -> Result {
        var rootsOfBoth: [[Value]] = []
        for polynomial in [function.numerator, function.denominator] {
            switch polynomial.splitting(attempts: maximumSplitAttempts, using: &generator) {
            case .roots(let roots): rootsOfBoth.append(roots)
            case .doesNotSplit: return .unsolved(.doesNotSplit)
            case .attemptsExhausted: return .unsolved(.attemptsExhausted)
            }
        }
        return .solved(remoteOnly: rootsOfBoth[0], localOnly: rootsOfBoth[1])
    }
}

/// Why samples gave no difference.
package enum UnsolvedReason: Hashable, Sendable {
    /// The sets' sizes differ by more than mbar.
    case sizesTooDifferent
    /// A sample is zero, which no set of digests has.
    case zeroSample
    /// The linear equations have no solution.
    case contradiction
    /// The function does not have the value of a sample that was held back.
    case notVerified
    /// The numerator or denominator has a repeated root or an irreducible factor.
    case doesNotSplit
    /// The random search for roots reached its bound.
    case attemptsExhausted
    /// A root is not a digest under the prefix that was compared.
    case notUnderPrefix
}
