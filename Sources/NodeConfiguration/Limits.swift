/// The section `limits`: every bound on what others can make the node do.
package struct Limits: Sendable, Equatable {
    /// Bytes of one submission (`/pks/add`, one batch of a load).
    package var submissionBytes: Int = Limits.submissionBytes.default
    /// HTTP connections served at once.
    package var httpConnections: Int = Limits.httpConnections.default
    /// Recon sessions at once that peers dialled.
    package var reconSessions: Int = Limits.reconSessions.default
    /// Digests remembered as still to be fetched from one peer.
    package var wantedPerPeer: Int = Limits.wantedPerPeer.default

    // What one sender of keys may cause. Milliseconds are of one core, by the verifier's table.
    /// Bytes a minute from one client address.
    package var clientBytes: Int = Limits.clientBytes.default
    /// Failed verifications a minute of one client address.
    package var clientFailures: Int = Limits.clientFailures.default
    /// Milliseconds a minute of one client address for keys in which something failed.
    package var clientWaste: Int = Limits.clientWaste.default
    /// Milliseconds a minute of one client address, whatever came of it.
    package var clientCost: Int = Limits.clientCost.default
    /// Failed verifications of one request.
    package var requestFailures: Int = Limits.requestFailures.default
    /// Milliseconds of one request.
    package var requestCost: Int = Limits.requestCost.default
    /// Milliseconds a minute of one peer for keys in which something failed.
    package var peerWaste: Int = Limits.peerWaste.default

    package init() {}
}

extension Limits {
    /// One bound: its key in the file, what it may be, and why its default is what it is.
    package struct Bound: Sendable {
        package let key: String
        package let `default`: Int
        package let allowed: ClosedRange<Int>
        package let reason: String
        /// Where its value is kept.
        let field: any WritableKeyPath<Limits, Int> & Sendable
    }

    package static let submissionBytes = Bound(
        key: "submission_bytes", default: 8 << 20, allowed: (64 << 10)...(256 << 20),
        reason: "bytes of one submission: the largest real keys are below 1 MiB, SKS takes 8 MiB",
        field: \.submissionBytes)

    package static let httpConnections = Bound(
        key: "http_connections", default: 2_000, allowed: 8...65_536,
        reason:
            "HTTP connections at once, at some 10 KiB each; when all are taken, the one that is "
            + "idle longest makes room",
        field: \.httpConnections)

    package static let reconSessions = Bound(
        key: "recon_sessions", default: 16, allowed: 1...1_024,
        reason: "recon sessions at once that peers dialled: each may hold a set of digests in "
            + "memory",
        field: \.reconSessions)

    package static let wantedPerPeer = Bound(
        key: "wanted_per_peer", default: 250_000, allowed: 100...10_000_000,
        reason: "digests that one peer can make us remember as still to be fetched, at some "
            + "100 bytes each; the next session offers the others again",
        field: \.wantedPerPeer)

    /// All of them, in the order of the file.
    package static let bounds =
        [submissionBytes, httpConnections, reconSessions, wantedPerPeer] + ofSenders
}
