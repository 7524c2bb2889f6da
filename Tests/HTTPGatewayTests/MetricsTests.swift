import NodeService
import Synchronization
import SyntheticKeys
import Telemetry
import Testing

@testable import HTTPGateway

@Suite struct MetricsTests {
    private struct Broken: Error {}

    /// The lines of the answer that are samples of this metric.
    private func samples(_ name: String, in text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
    }

    @Test func `a scrape shows the node's numbers and the gateway's own`() async throws {
        try await withGateway(MemoryNode((0..<3).map { SyntheticKey($0).key })) { gateway in
            _ = try await request(gateway, "GET", "/pks/lookup?op=get&search=nobody")
            _ = try await request(gateway, "GET", "/pks/health")
            _ = try await request(gateway, "GET", "/a/path/that/a/stranger/chose")
            let reply = try await request(gateway, "GET", "/metrics")
            #expect(reply.status == 200)
            #expect(reply["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            let text = reply.text
            #expect(samples("claviger_keys", in: text) == ["claviger_keys 3"])
            #expect(samples("claviger_node_up", in: text) == ["claviger_node_up 1"])
            let requests = samples("claviger_http_requests_total", in: text)
            let labels = #"{process="node",route="#
            for (route, status) in [("/pks/lookup", 4), ("/pks/health", 2), ("other", 4)] {
                let line =
                    "claviger_http_requests_total\(labels)\"\(route)\",status=\"\(status)xx\"} 1"
                #expect(requests.contains { $0 == line }, "\(requests)")
            }
            #expect(!text.contains("stranger"))
            let seconds = samples("claviger_http_request_seconds_count", in: text)
            #expect(seconds.count == 3 && seconds.allSatisfy { $0.hasSuffix("} 1") })
            #expect(
                samples("claviger_http_connections", in: text)
                    == [#"claviger_http_connections{process="node"} 1"#])
            #expect(samples("process_open_fds", in: text).isEmpty, "the node tells of its process")
        }
    }

    @Test func `bodies are counted in both directions`() async throws {
        try await withGateway(MemoryNode()) { gateway in
            let body = "keytext=" + String(repeating: "x", count: 92)
            let reply = try await request(
                gateway, "POST", "/pks/add",
                headers: ["Content-Type: application/x-www-form-urlencoded"],
                body: Array(body.utf8))
            let text = try await request(gateway, "GET", "/metrics").text
            #expect(
                samples("claviger_http_received_bytes_total", in: text)
                    == [#"claviger_http_received_bytes_total{process="node"} 100"#])
            #expect(
                samples("claviger_http_sent_bytes_total", in: text)
                    == [
                        "claviger_http_sent_bytes_total{process=\"node\"} \(reply.body.count)"
                    ])
        }
    }

    @Test func `others than the readers are refused, whatever they claim`() async throws {
        let readers = [AddressRange("192.0.2.0/24")!]
        let proxies = [AddressRange("127.0.0.1")!]
        try await withGateway(MemoryNode(), metricsReaders: readers) { gateway in
            let reply = try await request(
                gateway, "GET", "/metrics", headers: ["X-Forwarded-For: 192.0.2.1"])
            #expect(reply.status == 403)
            #expect(!reply.text.contains("claviger_keys"))
            #expect(gateway.refusals.all["hkp.metrics"] == 1)
        }
        try await withGateway(
            MemoryNode(), trustedProxies: proxies, metricsReaders: readers
        ) { gateway in
            let named = try await request(
                gateway, "GET", "/metrics", headers: ["X-Forwarded-For: 192.0.2.1"])
            #expect(named.status == 200)
            let other = try await request(
                gateway, "GET", "/metrics", headers: ["X-Forwarded-For: 198.51.100.1"])
            #expect(other.status == 403)
        }
    }

    @Test func `a gateway apart shows its own process, and that its node is away`() async throws {
        let node = MemoryNode()
        node.state.withLock { $0.failure = Broken() }
        let process = HTTPGatewayConfiguration.Process.own(name: "http")
        try await withGateway(node, process: process) { gateway in
            gateway.refusals.count("hkp.armor")
            let reply = try await request(gateway, "GET", "/metrics")
            #expect(reply.status == 200)
            #expect(samples("claviger_node_up", in: reply.text) == ["claviger_node_up 0"])
            let refused = samples("claviger_refusals_total", in: reply.text)
            #expect(refused.isEmpty, "the node is told of them, and shows them once")
            let memory = samples("process_resident_memory_bytes", in: reply.text)
            #expect(memory.count == 1 && memory[0].contains(#"{process="http"}"#))
        }
    }

    @Test func `a failure names the request under which the log has its cause`() async throws {
        let node = MemoryNode()
        node.state.withLock { $0.failure = Broken() }
        try await withGateway(node) { gateway in
            let replies = [
                try await request(gateway, "GET", "/pks/stats").text,
                try await request(gateway, "GET", "/pks/stats").text,
            ]
            for text in replies {
                #expect(text.contains("under request "))
                #expect(!text.contains("unknown") && !text.contains("Broken"), "\(text)")
            }
            #expect(replies[0] != replies[1])
        }
    }
}
