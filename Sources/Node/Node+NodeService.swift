import Database
package import Keyring
package import NodeService
package import OpenPGP

extension Node: NodeService {
    package func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        try await database.lookup(query, limit: limit)
    }

    package func lookupWithoutDigests(
        _ query: KeyQuery, limit: Int
    ) async throws -> LookupAnswer {
        try await database.lookup(query, limit: limit, includesDigests: false)
    }

    package func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void
    ) {
        do {
            let answer = try database.lookupAtOnce(query, limit: limit, octets: octets)
            then(answer.map { .success($0) })
        } catch {
            then(.failure(error))
        }
    }

    package func lookingUp(_ body: () -> Void) { database.lookingUp(body) }

    package func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        try await database.keys(withDigests: digests, maximumBytes: maximumBytes)
    }

    package func submit(_ submission: Submission) async throws -> SubmissionReport {
        let origin = submission.origin
        return try await intake.counts.measure(origin, octets: submission.bytes.count) {
            let judged: Judged
            do {
                judged = try await intake.judge(submission)
            } catch let error as NodeServiceError {
                if case .overBudget = error { refusals.count("submission.budget") }
                throw error
            }
            defer { judged.entry.leave() }
            let report = SubmissionReport(try await database.commit(judged.admitted), of: judged)
            intake.counts.count(report, of: judged, from: origin)
            return (report, judged.resumeAfter)
        }
    }

    package func status() async throws -> NodeStatus {
        NodeStatus(
            name: name, version: Self.version, started: started, keys: try database.keyCount(),
            sets: Profile.allCases.map { SetStatus($0, root: database.root(of: $0)) },
            listeners: listeners, refusals: refusals.all,
            databaseBytes: database.sizeInBytes, rules: VerifiedKey.rules,
            quarantined: intake.quarantine.items, workers: workers,
            configuration: configuration)
    }

    package func peers() async throws -> [PeerStatus] { await gossip?.peers() ?? [] }

    package func reconcile(with peer: String) async throws -> ReconciliationReport {
        guard let gossip else { throw NodeServiceError.unknownPeer(peer) }
        return try await gossip.reconcile(with: peer)
    }

    package func activity() async throws -> Activity {
        let hour = time / Self.secondsPerHour
        return Activity(
            try await database.activity(fromHour: hour - Self.hoursOfActivity), until: hour)
    }

    package func check() async throws -> CheckReport {
        let check = try await database.check()
        return CheckReport(
            keys: check.keys, elements: check.elements, treeNodes: check.treeNodes,
            problems: check.problems)
    }

    package func shutdown() async throws { stop?() }

    private static let secondsPerHour = 3_600
    /// How far back the statistics go: 30 days.
    private static let hoursOfActivity = 30 * 24
}

extension SubmissionReport {
    /// Only what is committed may be told.
    init(_ committed: Committed<[KeyOutcome]>, of judged: Judged) {
        self.init()
        add(committed)
        for (outcome, admitted) in zip(committed.outcome, judged.admitted)
        where outcome.change != .removed {
            let findings = admitted.admitted.ignored
            if !findings.isEmpty {
                ignored.append(
                    Ignored(fingerprint: outcome.fingerprint.hex, reason: findings.description))
            }
        }
        add(refusedBy: judged)
        if let seconds = judged.resumeAfter {
            refused.append(
                Refused(
                    fingerprint: nil,
                    reason: "the rest was not looked at: send it again in \(seconds) seconds"))
        }
    }

    mutating func add(_ committed: Committed<[KeyOutcome]>) {
        for outcome in committed.outcome {
            let fingerprint = outcome.fingerprint.hex
            switch outcome.change {
            case .inserted: inserted.append(fingerprint)
            case .updated: updated.append(fingerprint)
            case .unchanged: unchanged.append(fingerprint)
            case .removed:
                let reason = RemovedKey.refusal(of: outcome.fingerprint)
                refused.append(Refused(fingerprint: fingerprint, reason: reason))
            }
        }
    }

    mutating func add(refusedBy judged: Judged) {
        refused += judged.judgements.compactMap(\.refused).map {
            Refused(fingerprint: $0.fingerprint?.hex, reason: $0.reason)
        }
    }
}
