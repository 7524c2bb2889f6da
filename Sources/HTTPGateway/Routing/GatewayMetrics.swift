import HTTPTypes
import Synchronization
import Telemetry

/// What one gateway counts and measures of its requests and connections.
final class GatewayMetrics: Sendable {
    /// Of one route, or of all requests that have none.
    private final class Requests: Sendable {
        /// By the first digit of the status, 1 to 5.
        let statuses = (0..<5).map { _ in Counter() }
        let seconds = Histogram(Distribution.answerSeconds)
    }

    /// Requests for what there is not: their paths are strangers' text.
    private static let other = "other"

    let connections = Level()
    /// Octets of request bodies.
    let received = Counter()
    /// Octets of answer bodies.
    let sent = Counter()
    private let requests = Mutex<[String: Requests]>([:])

    /// The answer to a request is there: its body may still have to be sent.
    func answered(_ route: Route?, _ status: HTTPResponse.Status, after duration: Duration) {
        let requests = requests.withLock { requests in
            let name = route?.path ?? Self.other
            if let known = requests[name] { return known }
            let new = Requests()
            requests[name] = new
            return new
        }
        let index = status.code / 100 - 1
        if requests.statuses.indices.contains(index) { requests.statuses[index].add() }
        requests.seconds.observe(duration)
    }

    var families: [MetricFamily] {
        let requests = requests.withLock { $0 }.sorted { $0.key < $1.key }
        return [
            .counter(
                "claviger_http_requests_total",
                "Requests by route and by the first digit of the status.",
                requests.flatMap { route, requests in
                    requests.statuses.enumerated().map { index, count in
                        MetricSample(count.value, ["route": route, "status": "\(index + 1)xx"])
                    }
                }),
            .histogram(
                "claviger_http_request_seconds",
                "From the head of a request until its answer is ready to be sent.",
                requests.map { MetricSample($1.seconds.distribution, ["route": $0]) }),
            .gauge("claviger_http_connections", "Open connections.", connections.value),
            .counter(
                "claviger_http_received_bytes_total", "Bodies of requests.", received.value),
            .counter("claviger_http_sent_bytes_total", "Bodies of answers.", sent.value),
        ]
    }
}
