package import OpenPGP

/// The rules by which a key may be stored, the same for every way in: first a submission is read
/// within the bounds of the reader (``PacketLimits``), then each key is judged beside the copy that
/// is stored. What the profile `sks` keeps is kept, verified or not.
package enum Admission {
    /// Changes with the rules, so that what older rules refused is tried again.
    package static let version = 2

    /// What the rules say of one key.
    package enum Verdict: Sendable {
        case admitted(AdmittedKey)
        case refused(RefusedKey)
    }

    /// A stored copy of a key: its stored form, and what of that is verified.
    package typealias StoredCopy = (stored: TransferablePublicKey, verified: VerifiedKey)

    /// Judges a received key. Only packets that the stored copy does not have are verified.
    ///
    /// A client's key of which nothing is verified, together with what is stored, is refused: he
    /// is there to hear it. From peers and from `load` it is taken, for the profile `sks`, and not
    /// served.
    ///
    /// - Parameters:
    ///   - stored: the stored copy with the same primary key packet; any other is passed over.
    ///   - trusting: whether what may be a signature by the key itself is taken for one without the
    ///     public-key operation. Everybody can make such signatures, a revocation among them: only
    ///     for keys whose signatures were verified before and that nobody has had in hands since.
    /// - Throws: when the budget gives out; nothing of this key is judged then, it is the key
    ///   itself that has to be refused or come again.
    package static func admit(
        _ received: ReceivedKey, beside stored: StoredCopy?, origin: Submission.Origin,
        trusting: Bool = false, budget: inout VerificationBudget
    ) throws(BudgetExceeded) -> Verdict {
        let copy = stored.flatMap {
            $0.stored.primaryKey == received.key.primaryKey ? $0 : nil
        }
        let (verified, ignored) = try VerifiedKey.verification(
            ofNormal: received.key, except: copy?.stored, trusting: trusting, budget: &budget)
        if received.isLoneRevocation, verified.isEmpty, !isKnown(received, copy) {
            return .refused(
                RefusedKey(
                    fingerprint: received.fingerprint, .revocation,
                    reason: "the revocation is not by the key that it names"))
        }
        if case .client = origin {
            let together = copy.map { $0.verified.merged(with: verified) } ?? verified
            if !together.isServable {
                return .refused(refusal(of: received, together, ignored))
            }
        }
        return .admitted(
            AdmittedKey(
                received, verified: verified, ignored: ignored, reliesOnStoredCopy: copy != nil))
    }

    /// Reads a submission and judges its keys as if nothing were stored; revocations without their
    /// keys are refused.
    package static func judge(
        _ submission: Submission, budget: inout VerificationBudget
    ) throws(BudgetExceeded) -> [Verdict] {
        var verdicts: [Verdict] = []
        for reading in read(submission) {
            switch reading {
            case .key(let received):
                verdicts.append(
                    try admit(
                        received, beside: nil, origin: submission.origin, budget: &budget))
            case .revocation(let revocation):
                verdicts.append(.refused(refusal(withoutKey: revocation)))
            case .refused(let refused):
                verdicts.append(.refused(refused))
            }
        }
        return verdicts
    }

    private static func isKnown(_ received: ReceivedKey, _ copy: StoredCopy?) -> Bool {
        guard let copy else { return false }
        let stored = Set(copy.stored.directSignatures)
        return received.key.directSignatures.allSatisfy(stored.contains)
    }

    private static func refusal(
        of received: ReceivedKey, _ verified: VerifiedKey, _ ignored: IgnoredFindings
    ) -> RefusedKey {
        let obstacle = SignatureVerifier(received.key.primaryKey).obstacle
        let reason =
            if let obstacle { obstacle.description } else if !verified.isEmpty {
                "a version 6 key needs a direct-key signature"
            } else if ignored.isEmpty {
                "the key has no signature of its own: export it with its user IDs"
            } else { "the key has no valid signature of its own: \(ignored)" }
        return RefusedKey(fingerprint: received.fingerprint, .unverified, reason: reason)
    }
}
