package import OpenPGP

/// A rule that says which keys, and which of their packets, count in reconciliation: a pure,
/// deterministic, time-free function from the stored form to a digest, hence to one prefix tree.
package enum Profile: String, CaseIterable, Codable, Sendable {
    /// What SKS compares: every packet of a key that SKS can parse (filters `yminsky.dedup`,
    /// and `yminsky.merge` after its `cleandb`).
    case sks

    /// What the key's owner made (``VerifiedKey``), for servers of this kind.
    case claviger1 = "claviger-1"

    /// The number that stands for the profile in the database; never reused.
    package var number: Int {
        switch self {
        case .sks: 1
        case .claviger1: 2
        }
    }

    /// The profile of that number, if there is one.
    package init?(number: Int) {
        guard let profile = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = profile
    }

    /// The digest of a key in stored form, of which `verified` is verified; nil for a key that is
    /// not in this profile.
    package func digest(
        stored: TransferablePublicKey, verified: VerifiedKey
    ) -> KeyDigest? {
        switch self {
        case .sks: stored.isRepresentableInSKS ? stored.sksDigest : nil
        case .claviger1: verified.digest
        }
    }

    /// Its digest in each profile that it belongs to.
    package static func digests(
        stored: TransferablePublicKey, verified: VerifiedKey
    ) -> [Profile: KeyDigest] {
        var digests: [Profile: KeyDigest] = [:]
        for profile in allCases {
            digests[profile] = profile.digest(stored: stored, verified: verified)
        }
        return digests
    }
}
