/// What one session with a peer, and the fetch after it, came to.
package struct ReconciliationReport: Codable, Sendable, Equatable {
    package var peer: String
    /// Elements that the peer had, and we lacked and want.
    package var missing: Int
    /// Elements that the peer had and that this node does not take: of keys that were removed by
    /// order, or that came to nothing before.
    package var declined: Int
    /// Keys received from the peer and taken in (new or updated).
    package var fetched: Int
    /// Digests that could not be fetched this time; they are retried.
    package var outstanding: Int
    /// Bytes of the recon connection, both directions.
    package var bytesSent: Int
    package var bytesReceived: Int
    /// Nodes whose difference was solved, and not solved.
    package var solved: Int
    package var unsolved: Int
    /// Seconds from dialling to the end of the fetch.
    package var seconds: Double

    package init(
        peer: String, missing: Int, declined: Int = 0, fetched: Int, outstanding: Int,
        bytesSent: Int, bytesReceived: Int, solved: Int, unsolved: Int, seconds: Double
    ) {
        self.peer = peer
        self.missing = missing
        self.declined = declined
        self.fetched = fetched
        self.outstanding = outstanding
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.solved = solved
        self.unsolved = unsolved
        self.seconds = seconds
    }
}
