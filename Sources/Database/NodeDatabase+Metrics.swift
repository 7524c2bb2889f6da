import Foundation
package import Keyring
package import Telemetry

/// What can be measured of the database.
extension NodeDatabase {
    /// Sizes and times; some point look-ups and system calls.
    package var metrics: [MetricFamily] {
        get throws {
            let files = [("main", ""), ("wal", "-wal")].map { name, ending in
                let attributes = try? FileManager.default.attributesOfItem(atPath: path + ending)
                return MetricSample((attributes?[.size] as? Int) ?? 0, ["file": name])
            }
            return committer.metrics.families + [
                .gauge(
                    "claviger_database_bytes", "The database file and its write-ahead log.", files),
                .gauge(
                    "claviger_database_waiting_submissions",
                    "Submissions that were judged and wait for the next transaction.",
                    committer.waitingCount),
                .gauge(
                    "claviger_keys", "Stored keys, those outside every profile included.",
                    try keyCount()),
            ]
        }
    }

    /// When keys were last written, Unix seconds; nil when none were since the start, or when
    /// something has failed since.
    package var lastCommit: Int? { committer.metrics.lastCommit }

    /// Nodes of each profile's prefix tree.
    package func treeNodeCounts() -> [Profile: Int] {
        Dictionary(uniqueKeysWithValues: Profile.allCases.map { ($0, trees.nodeCount(of: $0)) })
    }
}
