import Database
import Keyring
import NodeService
import SetReconciliation
package import Telemetry

/// What the node and its process have counted and measured.
extension Node {
    package func metrics() async throws -> [MetricFamily] {
        let health = await isHealthy()
        return try await sets + database.metrics + intake.metrics + (gossip?.metrics() ?? [])
            + ProcessMetrics.families(process: Self.processName)
            + [
                .gauge(
                    "claviger_build_info", "Always 1; the labels say what runs.",
                    [MetricSample(1, ["version": Self.version, "rules": VerifiedKey.rules])]),
                .gauge(
                    "claviger_healthy", "1 when the node can read and write its database, else 0.",
                    health ? 1 : 0),
                refusals.metrics.labelled("process", Self.processName),
            ]
    }

    /// What the label `process` says of the process that has the database.
    private static let processName = "node"

    private var sets: [MetricFamily] {
        let nodes = database.treeNodeCounts()
        return [
            .gauge(
                "claviger_set_elements", "Elements of the set that peers reconcile.",
                Profile.allCases.map {
                    MetricSample(database.root(of: $0).count, ["profile": $0.rawValue])
                }),
            .gauge(
                "claviger_set_tree_nodes", "Nodes of the set's prefix tree.",
                Profile.allCases.map {
                    MetricSample(nodes[$0] ?? 0, ["profile": $0.rawValue])
                }),
        ]
    }
}
