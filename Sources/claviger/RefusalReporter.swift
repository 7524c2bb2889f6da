import NodeService
import NodeSocket
import ServiceLifecycle

/// Tells the node what this gateway process has refused, so that one status shows it all.
struct RefusalReporter: Service {
    /// A status is read by people and by monitors that come once or twice a minute.
    private static let interval = Duration.seconds(10)

    let node: NodeSocketClient
    let refusals: Refusals

    func run() async throws {
        var reported: [String: Int] = [:]
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            let now = refusals.all
            let new = now.merging(reported) { $0 - $1 }.filter { $0.value > 0 }
            guard !new.isEmpty else { continue }
            // While the node is away they are kept for the next report.
            guard (try? await node.report(refusals: new)) != nil else { continue }
            reported = now
        }
    }
}
