package import NodeService

/// What a node asks of the part that speaks with its peers.
package protocol Gossiping: Sendable {
    /// The configured peers and how each is doing.
    func peers() async -> [PeerStatus]

    /// One session with the peer now, and the fetch after it.
    ///
    /// - Throws: ``NodeServiceError``.
    func reconcile(with peer: String) async throws -> ReconciliationReport
}
