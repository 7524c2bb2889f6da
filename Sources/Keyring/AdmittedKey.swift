package import OpenPGP

/// A key that may be stored: parsed, within the bounds, in normal form. Only ``Admission`` makes
/// one.
package struct AdmittedKey: Sendable {
    /// The key in normal form.
    package let key: TransferablePublicKey
    /// The digest under which it was received, before normalisation: what a peer calls it.
    package let receivedDigest: KeyDigest
    /// Its digest in each profile that it belongs to.
    package let digests: [Profile: KeyDigest]

    /// For ``Admission`` alone, which has read the key within its bounds.
    init(received: TransferablePublicKey) {
        key = received.normalized()
        receivedDigest = received.sksDigest
        digests = Profile.digests(of: key)
    }

    package var fingerprint: Fingerprint { key.fingerprint }
}

/// A key, or a stretch of a submission, that is not taken.
package struct RefusedKey: Error, Sendable, Equatable {
    /// The primary key's fingerprint where it could be told.
    package let fingerprint: Fingerprint?
    /// What was wrong and where, one line.
    package let reason: String

    package init(fingerprint: Fingerprint?, reason: String) {
        self.fingerprint = fingerprint
        self.reason = reason
    }
}
