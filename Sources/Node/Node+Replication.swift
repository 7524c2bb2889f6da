import Database
package import Keyring
package import OpenPGP
package import SetReconciliation

/// What became of one key that a peer sent.
package struct TakenKey: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case inserted, updated, unchanged
        /// Why it was not taken, one line.
        case refused(String)
    }

    /// The digest of the key as it was received, before it was merged; nil if it could not be read.
    package let received: KeyDigest?
    /// The digest under which our set holds it now; nil when refused or outside the profile.
    package let stored: KeyDigest?
    package let outcome: Outcome

    package init(received: KeyDigest?, stored: KeyDigest?, outcome: Outcome) {
        self.received = received
        self.stored = stored
        self.outcome = outcome
    }
}

/// What became of the keys that a peer sent at once.
package struct TakenKeys: Sendable, Equatable {
    /// In the order of arrival; those that were not taken for now are not among them.
    package var keys: [TakenKey]
    /// Set when not all were taken: the peer is in debt for what its keys have cost, and its keys
    /// are taken again in so many seconds. Nothing of what was left is remembered or altered.
    package var resumeAfter: Int?

    package init(keys: [TakenKey], resumeAfter: Int? = nil) {
        self.keys = keys
        self.resumeAfter = resumeAfter
    }
}

/// What a node makes of digests that a peer has and it has not.
package struct OfferedDigests: Sendable, Equatable {
    /// Worth fetching.
    package let wanted: [KeyDigest]
    /// Not taken, on purpose: of keys that were removed by order, or that came to nothing before.
    package let declined: Int

    package init(wanted: [KeyDigest], declined: Int) {
        self.wanted = wanted
        self.declined = declined
    }
}

/// What reconciliation with peers needs of a node.
extension Node {
    /// What the set of the profile holds under a prefix. Reads where it is called, so on a thread
    /// that may wait.
    package func answer(for prefix: Prefix, in profile: Profile) throws -> PrefixTreeAnswer {
        try database.answer(for: prefix, in: profile)
    }

    /// Sorts digests that the peer has and a session showed us to lack.
    package func sort(
        offered digests: [KeyDigest], by peer: String, in profile: Profile
    ) async throws -> OfferedDigests {
        let missing = try await database.missing(among: digests, in: profile)
        let wanted = try await database.notUseless(among: missing, of: peer, in: profile)
        return OfferedDigests(wanted: wanted, declined: missing.count - wanted.count)
    }

    /// Takes in keys that the peer sent, each as its own blob so that a bad one harms no other, by
    /// the one door and in one commit. A blob with several keys gives several results.
    package func take(
        _ keys: [[UInt8]], from peer: String, in profile: Profile
    ) async throws -> TakenKeys {
        let octets = keys.reduce(0) { $0 + $1.count }
        return try await intake.counts.measure(.peer(peer), octets: octets) {
            if let seconds = intake.wait(of: .peer(peer)) {
                return (TakenKeys(keys: [], resumeAfter: seconds), seconds)
            }
            let judged = try await intake.judge(keys, from: .peer(peer)) { bytes in
                Admission.read(keyring: bytes)
            }
            defer { judged.entry.leave() }
            let taken = Self.taken(
                try await database.commit(judged.admitted), of: judged, in: profile)
            intake.counts.count(taken, of: judged, from: .peer(peer))
            return (TakenKeys(keys: taken, resumeAfter: judged.resumeAfter), judged.resumeAfter)
        }
    }

    private static func taken(
        _ committed: Committed<[KeyOutcome]>, of judged: Judged, in profile: Profile
    ) -> [TakenKey] {
        var outcomes = committed.outcome.makeIterator()
        return judged.judgements.map { judgement in
            switch judgement {
            case .refused(let refused):
                return TakenKey(received: nil, stored: nil, outcome: .refused(refused.reason))
            case .admitted(let prepared):
                guard let outcome = outcomes.next() else {
                    preconditionFailure("a commit has an outcome for each key")
                }
                return TakenKey(
                    received: profile.receivedDigest(of: prepared.admitted),
                    stored: outcome.digests[profile],
                    outcome: TakenKey.Outcome(outcome))
            }
        }
    }

    /// Remembers that these digests of the peer lead nowhere, so that they are not fetched again.
    package func remember(
        useless digests: [(digest: KeyDigest, reason: String)], of peer: String,
        in profile: Profile
    ) async throws {
        try await database.remember(useless: digests, of: peer, in: profile)
    }

    package func uselessCount(of peer: String, in profile: Profile) async throws -> Int {
        try await database.uselessCount(of: peer, in: profile)
    }

    /// One element after each commit that changed the profile's set; several that were not waited
    /// for count as one.
    package func changes(of profile: Profile) -> AsyncStream<Void> {
        guard let signal = signals[profile] else {
            preconditionFailure("every profile has its signal")
        }
        return signal.changes()
    }
}

extension TakenKey.Outcome {
    init(_ outcome: KeyOutcome) {
        self =
            switch outcome.change {
            case .inserted: .inserted
            case .updated: .updated
            case .unchanged: .unchanged
            case .removed: .refused(RemovedKey.refusal(of: outcome.fingerprint))
            }
    }
}

extension Profile {
    /// What a peer of this profile calls the key that it sent.
    fileprivate func receivedDigest(of admitted: AdmittedKey) -> KeyDigest? {
        switch self {
        case .sks: admitted.receivedDigest
        // Peers send what they hold verified, in its normal form: nothing else has its digest.
        case .claviger1: VerifiedKey(trusting: admitted.key).digest
        }
    }
}
