import SetReconciliation

/// What one session came to. What was found before it broke is kept: it is valid all the same.
struct SessionOutcome: Sendable {
    /// The peer, once it is known: on the accepting side by its address and its Config.
    var peer: GossipConfiguration.Peer?
    /// Whether this was the peer's session; false for one that was refused because of another.
    var isPeersSession = false
    /// The Config of the peer, if it came so far.
    var configuration: ReconConfiguration?
    /// Nil when the session came to its regular end.
    var failure: (any Error)?
    /// Elements that the peer has and we lack.
    var missing: Set<Element> = []
    /// How many of them we do not take, as is known once they have been looked up.
    var declined = 0
    /// How many are to be fetched, as far as is known.
    var missingAndWanted: Int { missing.count - declined }
    var counters = ReconCounters()
    /// From the connection to the end; nil when there was no connection.
    var duration: Duration?
    /// What it has cost of a processor's time, from the handshake to the end.
    var processorTime = Duration.zero
    var bytesSent = 0
    var bytesReceived = 0
}
