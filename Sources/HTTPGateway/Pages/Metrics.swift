import HTTPTypes
import Listening
import NodeService
import Telemetry

/// `GET /metrics`: what the node and this gateway have counted and measured, as Prometheus reads
/// it, for those who may know.
struct Metrics: Endpoint {
    let node: any NodeService
    let gateway: GatewayMetrics
    let readers: [AddressRange]
    /// Of the process around the gateway, where that is not the node's.
    let process: HTTPGatewayConfiguration.Process

    func answer(_ call: Call) async throws -> Answer {
        guard let client = IPAddress(call.client), readers.contains(where: { $0.contains(client) })
        else { throw Refusal.metrics }
        // A gateway apart outlives its node, and says so.
        let ofNode = try? await node.metrics()
        let own = (gateway.families + process.metrics()).map {
            $0.labelled("process", process.name)
        }
        let isUp = MetricFamily.gauge(
            "claviger_node_up", "1 when the node answered the gateway, else 0.",
            ofNode == nil ? 0 : 1)
        let text = PrometheusText.write((ofNode ?? []) + own + [isUp])
        return Answer(contentType: PrometheusText.contentType, body: Array(text.utf8))
    }
}
