/// The section `limits`: every bound on what others can make the node do, with its default and the
/// reason for it.
package struct Limits: Sendable, Equatable {
    /// Bytes of one submission (`/pks/add`, one batch of a load).
    package var submissionBytes: Int
    /// HTTP connections served at once.
    package var httpConnections: Int
    /// Recon sessions at once that peers dialled.
    package var reconSessions: Int
    /// Digests remembered as still to be fetched from one peer.
    package var wantedPerPeer: Int

    package init(
        submissionBytes: Int = Limits.submissionBytes.default,
        httpConnections: Int = Limits.httpConnections.default,
        reconSessions: Int = Limits.reconSessions.default,
        wantedPerPeer: Int = Limits.wantedPerPeer.default
    ) {
        self.submissionBytes = submissionBytes
        self.httpConnections = httpConnections
        self.reconSessions = reconSessions
        self.wantedPerPeer = wantedPerPeer
    }
}

extension Limits {
    /// One bound: its key in the file, what it may be, and why its default is what it is.
    package struct Bound: Sendable {
        package let key: String
        package let `default`: Int
        package let allowed: ClosedRange<Int>
        package let reason: String
    }

    package static let submissionBytes = Bound(
        key: "submission_bytes", default: 8 << 20, allowed: (64 << 10)...(256 << 20),
        reason: "bytes of one submission: the largest real keys are below 1 MiB, SKS takes 8 MiB")

    package static let httpConnections = Bound(
        key: "http_connections", default: 400, allowed: 8...65_536,
        reason: "HTTP connections at once: below half of the 1,024 files a process may usually open"
    )

    package static let reconSessions = Bound(
        key: "recon_sessions", default: 16, allowed: 1...1_024,
        reason:
            "recon sessions at once that peers dialled: each may hold a set of digests in memory")

    package static let wantedPerPeer = Bound(
        key: "wanted_per_peer", default: 250_000, allowed: 100...10_000_000,
        reason: "digests that one peer can make us remember as still to be fetched, at some "
            + "100 bytes each; the next session offers the others again")

    /// All of them, in the order of the file.
    package static let bounds = [
        submissionBytes, httpConnections, reconSessions, wantedPerPeer,
    ]
}
