package import OpenPGP

/// A rule that says which keys, and which of their packets, count in reconciliation: a pure,
/// deterministic, time-free function from the stored form to a digest, hence to one prefix tree.
package enum Profile: String, CaseIterable, Codable, Sendable {
    /// What SKS compares: every packet of a key that SKS can parse (filters `yminsky.dedup`,
    /// and `yminsky.merge` after its `cleandb`).
    case sks

    /// The number that stands for the profile in the database; never reused.
    package var number: Int {
        switch self {
        case .sks: 1
        }
    }

    /// The profile of that number, if there is one.
    package init?(number: Int) {
        guard let profile = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = profile
    }

    /// The digest of a key in stored form; nil for a key that is not in this profile.
    package func digest(of key: TransferablePublicKey) -> KeyDigest? {
        switch self {
        case .sks: key.isRepresentableInSKS ? key.sksDigest : nil
        }
    }

    /// Its digest in each profile that it belongs to.
    package static func digests(of key: TransferablePublicKey) -> [Profile: KeyDigest] {
        var digests: [Profile: KeyDigest] = [:]
        for profile in allCases { digests[profile] = profile.digest(of: key) }
        return digests
    }
}
