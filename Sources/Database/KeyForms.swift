import Keyring
import OpenPGP

/// Everything that the database keeps of one key, computed from the stored form and what of it is
/// verified: its forms as octets, and everything by which it is found.
struct KeyForms: Sendable {
    let stored: [UInt8]
    /// Empty when nothing verifies.
    let verified: [UInt8]
    /// Empty when nothing is served.
    let served: [UInt8]
    /// The same as `served` where old clients need no other, and for keys that they are not given.
    let legacy: [UInt8]
    let terms: SearchTerms
    let digests: [Profile: KeyDigest]

    /// - Parameters:
    ///   - key: the stored form.
    ///   - redacted: SHA-256 of the user IDs that are not served.
    ///   - digests: those of the forms, where they are at hand.
    init(
        stored key: TransferablePublicKey, verified: VerifiedKey,
        policy: ServingPolicy, redacted: Set<[UInt8]>, digests: [Profile: KeyDigest]? = nil
    ) {
        let form = ServedForm(
            stored: key, verified: verified, policy: policy, redacted: redacted)
        stored = StoredForm.encode(key)
        self.verified = verified.isEmpty ? [] : verified.key.encoded()
        served = form.packets
        legacy = form.legacyPackets ?? form.packets
        terms = form.terms
        self.digests = digests ?? Profile.digests(stored: key, verified: verified)
    }

    func octets(_ kind: FormKind) -> [UInt8] {
        switch kind {
        case .stored: stored
        case .verified: verified
        case .legacy: legacy
        }
    }
}
