package import SetReconciliation

/// Digests to ask one peer for, in one request.
package struct Fetch: Sendable, Equatable {
    /// Tells fetches apart.
    package let number: Int
    package let peer: String
    package let digests: [Element]
}

/// How a fetch ended.
package enum FetchEnding: Sendable, Equatable {
    /// The answer was read to its end; what it lacks, the peer did not give.
    case complete
    /// The answer was refused, malformed or cut short: perhaps because of one of the digests.
    case broken
    /// The peer could not be reached, or we could not store what it sent: not the digests' doing.
    case unavailable
    /// We do not work for the peer before: what of the answer was not taken in is asked for again
    /// then. Nothing is lost and nobody failed.
    case deferred(until: Instant)
}

/// One key of an answer after the commit.
package struct ReceivedKey: Sendable, Equatable {
    /// What became of it.
    package enum Fate: Sendable, Equatable {
        /// Our set holds the digest.
        case held
        /// Our set does not hold it and never will: the key was refused, or became another one by
        /// merging. The reason is one line.
        case useless(reason: String)
    }

    /// The digest of the key as it came; nil if it could not be read.
    package let digest: Element?
    package let fate: Fate

    package init(digest: Element?, fate: Fate) {
        self.digest = digest
        self.fate = fate
    }

    /// Why a digest is useless to which this key was the answer although its own digest is another.
    var reasonWhenOdd: String {
        if digest == nil, case .useless(let reason) = fate { return reason }
        return "the peer answers with another key"
    }
}

/// What the end of a fetch means beyond the plan.
package struct RecoveryOutcome: Sendable, Equatable {
    /// A digest that is not to be fetched from this peer again.
    package struct Useless: Sendable, Equatable {
        package let peer: String
        package let digest: Element
        /// One line.
        package let reason: String
    }

    package var useless: [Useless] = []
    /// Digests that were asked for in vain too often; a later session offers them again.
    package var givenUp = 0
    /// Keys that were not asked for, or could not be read.
    package var unasked = 0
}
