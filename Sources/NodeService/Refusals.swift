import Synchronization
package import Telemetry

/// Counts what was refused from outside, by reason. One instance a node, shared by everything that
/// faces strangers; `NodeStatus.refusals` shows it.
package final class Refusals: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    package init() {}

    /// Counts one refusal. `reason` is from a fixed vocabulary, `place.what`, such as
    /// `recon.unlisted` or `hkp.armor`: never text that a stranger chose.
    package func count(_ reason: StaticString) {
        counts.withLock { $0["\(reason)", default: 0] += 1 }
    }

    /// Counts what another process has refused, such as a gateway. Who reports may not fill our
    /// memory: reasons beyond ``mostReasons`` are counted together.
    package func add(_ more: [String: Int]) {
        counts.withLock { counts in
            for (reason, count) in more {
                let isKnown = counts[reason] != nil || counts.count < Self.mostReasons
                let (sum, overflows) = counts[isKnown ? reason : Self.others, default: 0]
                    .addingReportingOverflow(count)
                counts[isKnown ? reason : Self.others] = overflows ? .max : sum
            }
        }
    }

    /// Four times what this program has.
    private static let mostReasons = 400
    private static let others = "gateway.others"

    package var all: [String: Int] { counts.withLock { $0 } }

    package var metrics: MetricFamily {
        .counter(
            "claviger_refusals_total", "What was refused from outside, by place and cause.",
            all.sorted { $0.key < $1.key }.map { MetricSample($0.value, ["reason": $0.key]) })
    }
}
