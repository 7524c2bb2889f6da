import Node
import Replication
import Synchronization
package import Telemetry

extension Gossip {
    package func metrics() async -> [MetricFamily] {
        var useless: [MetricSample] = []
        let current = self.peers
        for peer in current {
            // A database that cannot answer is told of elsewhere.
            let count = try? await node.uselessCount(of: peer.name, in: peer.profile)
            if let count { useless.append(MetricSample(count, ["peer": peer.name])) }
        }
        let now = clock.now
        let (peers, wanted, connections) = state.withLock { state in
            (
                current.map { ($0.name, state.metrics[$0.name] ?? PeerMetrics()) },
                current.map {
                    MetricSample(state.plan.wanted(from: $0.name), ["peer": $0.name])
                },
                state.connections.values.reduce(0, +)
            )
        }
        return Self.sessions(peers) + Self.recovery(peers) + [
            .gauge(
                "claviger_recon_lag_seconds",
                "Since the last successful session with the peer, or since the node started.",
                peers.map { name, metrics in
                    let since = metrics.lastSuccess ?? .zero
                    return MetricSample(since.duration(to: now) / .seconds(1), ["peer": name])
                }),
            .gauge(
                "claviger_recon_wanted_digests",
                "Digests that the peer offered and that are still to be fetched.", wanted),
            .gauge(
                "claviger_recon_useless_digests",
                "Digests of the peer's that are remembered because they lead nowhere here.", useless
            ),
            .gauge(
                "claviger_recon_connections", "Open connections that were accepted.", connections),
        ]
    }

    private static func sessions(_ peers: [(String, PeerMetrics)]) -> [MetricFamily] {
        func samples(
            _ samples: (PeerMetrics.Sessions, [String: String]) -> [MetricSample]
        ) -> [MetricSample] {
            peers.flatMap { name, metrics in
                samples(metrics.incoming, ["peer": name, "direction": "incoming"])
                    + samples(metrics.outgoing, ["peer": name, "direction": "outgoing"])
            }
        }
        return [
            .counter(
                "claviger_recon_sessions_total",
                "Sessions by who dialled (incoming: the peer) and how they ended.",
                samples { sessions, labels in
                    [("success", sessions.succeeded), ("failure", sessions.failed)].map {
                        result, count in
                        MetricSample(count, labels.merging(["result": result]) { $1 })
                    }
                }),
            .histogram(
                "claviger_recon_session_seconds", "From the connection to the end of the session.",
                samples { [MetricSample($0.seconds, $1)] }),
            .counter(
                "claviger_recon_processor_seconds_total",
                "Processor time of sessions, from the handshake to the end.",
                samples { [MetricSample($0.processorTime / .seconds(1), $1)] }),
            .counter(
                "claviger_recon_sent_bytes_total", "Sent in sessions.",
                samples { [MetricSample($0.sentBytes, $1)] }),
            .counter(
                "claviger_recon_received_bytes_total", "Received in sessions.",
                samples { [MetricSample($0.receivedBytes, $1)] }),
            .counter(
                "claviger_recon_differences_total",
                "Elements that a session showed the peer to have, and us to lack and want.",
                samples { [MetricSample($0.differences, $1)] }),
            .counter(
                "claviger_recon_declined_total",
                "Elements that a session showed the peer to have and that are not taken.",
                samples { [MetricSample($0.declined, $1)] }),
            .counter(
                "claviger_recon_polynomials_total",
                "Differences of a tree node that were small enough to be solved, and others.",
                peers.flatMap { name, metrics in
                    [("solved", metrics.solved), ("unsolved", metrics.unsolved)].map {
                        MetricSample($1, ["peer": name, "result": $0])
                    }
                }),
        ]
    }

    private static func recovery(_ peers: [(String, PeerMetrics)]) -> [MetricFamily] {
        [
            .counter(
                "claviger_recon_fetches_total", "Requests for missing keys by their ending.",
                peers.flatMap { name, metrics in
                    PeerMetrics.Ending.allCases.map {
                        MetricSample(
                            metrics.fetches[$0] ?? 0, ["peer": name, "result": $0.rawValue])
                    }
                }),
            .counter(
                "claviger_recon_fetched_keys_total", "Keys that the peer sent, by their outcome.",
                peers.flatMap { name, metrics in
                    PeerMetrics.Outcome.allCases.map {
                        MetricSample(
                            metrics.keys[$0] ?? 0, ["peer": name, "outcome": $0.rawValue])
                    }
                }),
            .counter(
                "claviger_recon_fetched_bytes_total", "Octets of the keys that the peer sent.",
                peers.map { MetricSample($1.fetchedBytes, ["peer": $0]) }),
            .counter(
                "claviger_recon_unasked_keys_total",
                "Keys that the peer sent without being asked for, or that could not be read.",
                peers.map { MetricSample($1.unasked, ["peer": $0]) }),
        ]
    }
}
