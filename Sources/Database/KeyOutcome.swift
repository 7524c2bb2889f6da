package import Keyring
package import OpenPGP

/// What a commit made of one admitted key.
package struct KeyOutcome: Sendable, Equatable {
    package enum Change: Sendable, Equatable {
        case inserted, updated, unchanged
        /// Not stored: it was removed by order (``RemovedKey``).
        case removed
    }

    package let fingerprint: Fingerprint
    package let change: Change
    /// The digest under which each profile's set holds the key now.
    package let digests: [Profile: KeyDigest]
}

/// Something that is durable: made by the commit and nowhere else, so that whoever holds one may
/// tell of success.
package struct Committed<Outcome: Sendable>: Sendable {
    package let outcome: Outcome

    /// For ``Committer`` alone, after its commit.
    init(outcome: Outcome) { self.outcome = outcome }
}
