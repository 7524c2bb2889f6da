package import Keyring
package import OpenPGP
package import Telemetry

/// What one node does for those outside it: gateways in its process, commands and gateways over
/// the node socket. Two implementations: the node itself, and the client of its socket.
///
/// Every expected outcome is part of an answer; a thrown error means that the node could not be
/// reached or could not do its work (``NodeServiceError`` or an error of the system).
package protocol NodeService: Sendable {
    /// Looks keys up; at most `limit` are returned, newest change first.
    func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer

    /// Looks keys up as ``lookup(_:limit:)``, for who does not need their digests: they may be
    /// missing.
    func lookupWithoutDigests(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer

    /// Looks keys up as ``lookup(_:limit:)``, but without their digests and without a task, for
    /// event loops: what is asked there some ten thousand times a second is answered in less time
    /// than it takes to start one.
    ///
    /// - Parameters:
    ///   - limit: how many keys are returned.
    ///   - octets: how many octets of keys are returned, so that nothing holds the thread for long.
    ///   - then: called once, on the calling thread: before this returns, or from its event loop
    ///     later. Nil: this query takes longer, and ``lookup(_:limit:)`` answers it.
    func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void)

    /// Calls `body`, in which what ``lookupAtOnce(_:limit:octets:then:)`` answers on this thread may
    /// share what each would else cost by itself. What was committed before a key is asked for
    /// shows all the same.
    func lookingUp(_ body: () -> Void)

    /// The keys with these digests in any enabled profile, each in the form that the digest is of:
    /// what the profile counts. Digests that are unknown are left out; the answer ends early rather
    /// than exceed `maximumBytes`.
    func keys(withDigests digests: [KeyDigest], maximumBytes: Int) async throws -> [[UInt8]]

    /// The one door in. Returns after the commit that made the outcome durable.
    ///
    /// - Throws: ``NodeServiceError/overBudget(retryAfter:)`` when the sender is to wait.
    func submit(_ submission: Submission) async throws -> SubmissionReport

    /// What the node is and holds.
    func status() async throws -> NodeStatus

    /// The configured peers and how each is doing.
    func peers() async throws -> [PeerStatus]

    /// Numbers of new and updated keys by hour and by day.
    func activity() async throws -> Activity

    /// Reconciles with one peer now and fetches what it has and we lack.
    func reconcile(with peer: String) async throws -> ReconciliationReport

    /// Walks everything and changes nothing.
    func check() async throws -> CheckReport

    /// Keeps a user ID out of what is served and searched from now on, or lets it back in. The
    /// order stands for user IDs that come later, too.
    ///
    /// - Parameters:
    ///   - userID: the octets of the user ID; nil: each one that the key has now, or with `undo`
    ///     each one that is redacted.
    ///   - by: who orders it. Over the node socket it is who asks there.
    /// - Throws: ``NodeServiceError/unknownKey(_:)`` when the key is not stored and the order needs
    ///   to know it.
    func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport

    /// All redactions in force, the newest first.
    func redactions() async throws -> [Redaction]

    /// What the node and its process have counted and measured since they started.
    func metrics() async throws -> [MetricFamily]

    /// True when the database can be read and written.
    func isHealthy() async -> Bool

    /// Asks the node to stop, as SIGTERM does. Returns before it has stopped.
    func shutdown() async throws
}

extension NodeService {
    /// Where it makes no difference.
    package func lookupWithoutDigests(
        _ query: KeyQuery, limit: Int
    ) async throws -> LookupAnswer {
        try await lookup(query, limit: limit)
    }

    /// Who answers nothing at once.
    package func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void
    ) {
        then(nil)
    }

    /// Where there is nothing to share.
    package func lookingUp(_ body: () -> Void) { body() }
}
