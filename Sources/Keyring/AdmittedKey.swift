package import OpenPGP

/// A key that may be stored: parsed, within the bounds, in normal form, its new signatures
/// verified. Only ``Admission`` makes one.
package struct AdmittedKey: Sendable {
    /// The key as it came, in normal form.
    package let key: TransferablePublicKey
    /// The digest under which it was received, before normalisation: what a peer calls it.
    package let receivedDigest: KeyDigest
    /// The SKS digest of the normal form, whether or not SKS can represent the key.
    package let sksDigest: KeyDigest
    /// What is verified of those of its packets that the stored copy did not have.
    package let verified: VerifiedKey
    /// What of those packets does not count, by reason.
    package let ignored: IgnoredFindings
    /// Whether packets were left unverified because the stored copy had them: then `verified` is
    /// worth nothing without the verified form of that copy, or of one that has grown from it.
    package let reliesOnStoredCopy: Bool

    /// For ``Admission`` alone.
    init(
        _ received: ReceivedKey, verified: VerifiedKey, ignored: IgnoredFindings,
        reliesOnStoredCopy: Bool
    ) {
        key = received.key
        receivedDigest = received.receivedDigest
        sksDigest = received.sksDigest
        self.verified = verified
        self.ignored = ignored
        self.reliesOnStoredCopy = reliesOnStoredCopy
    }

    package var fingerprint: Fingerprint { key.fingerprint }

    /// Its digest in each profile that it belongs to, if nothing of it is stored yet.
    package var digests: [Profile: KeyDigest] {
        var digests: [Profile: KeyDigest] = [:]
        digests[.sks] = key.isRepresentableInSKS ? sksDigest : nil
        digests[.claviger1] = verified.digest
        return digests
    }
}

/// A key, or a stretch of a submission, that is not taken.
package struct RefusedKey: Error, Sendable, Equatable {
    /// The primary key's fingerprint where it could be told.
    package let fingerprint: Fingerprint?
    /// What was wrong, in one word.
    package let cause: Cause
    /// What was wrong and where, one line.
    package let reason: String

    /// The kinds of refusal, for those who count them.
    package enum Cause: String, Sendable, CaseIterable {
        /// Damaged armor, or an armored block that holds no key.
        case armor
        /// Octets that are no key, or one beyond the bounds of the reader.
        case malformed
        /// Nothing, or more keys than are read at once.
        case number
        /// A revocation without its key, or not by the key that it names.
        case revocation
        /// Nothing of the key is verified that could be served.
        case unverified
        /// The node died of it once.
        case quarantined
        /// What the sender may cost was used up by what came before it.
        case budget
    }

    package init(fingerprint: Fingerprint?, _ cause: Cause, reason: String) {
        self.fingerprint = fingerprint
        self.cause = cause
        self.reason = reason
    }
}
