package import NodeService
package import Telemetry

/// What a node asks of the part that speaks with its peers.
package protocol Gossiping: Sendable {
    /// The configured peers and how each is doing.
    func peers() async -> [PeerStatus]

    /// What was counted and measured of the talk with each.
    func metrics() async -> [MetricFamily]

    /// One session with the peer now, and the fetch after it.
    ///
    /// - Throws: ``NodeServiceError``.
    func reconcile(with peer: String) async throws -> ReconciliationReport
}
