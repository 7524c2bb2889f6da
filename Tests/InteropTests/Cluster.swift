import Foundation

/// Several nodes of ours, each the peer of all others.
struct Cluster {
    let scratch: Scratch
    let nodes: [ClavigerNode]
    /// Each node's HTTP port at 127.0.0.1.
    let localPorts: [Int]

    init(_ count: Int) async throws {
        scratch = try Scratch()
        let addresses = (0..<count).map { _ in Loopback.address() }
        let ports = try addresses.map {
            (http: try Loopback.port(at: $0), recon: try Loopback.port(at: $0))
        }
        localPorts = try (0..<count).map { _ in try Loopback.port(at: "127.0.0.1") }
        var nodes: [ClavigerNode] = []
        for number in 0..<count {
            let peers = (0..<count).filter { $0 != number }.map {
                ClavigerNode.Peer(
                    name: "n\($0)", recon: "\(addresses[$0]):\(ports[$0].recon)",
                    http: "http://\(addresses[$0]):\(ports[$0].http)")
            }
            nodes.append(
                try await ClavigerNode(
                    "n\(number)", in: "\(scratch.path)/n\(number)", address: addresses[number],
                    ports: ports[number], localPort: localPorts[number], peers: peers))
        }
        self.nodes = nodes
        for node in nodes { try await node.start() }
    }

    /// Waits until every node gives out the key, all equal.
    func wait(for fingerprint: String, holding text: String = "pub:") async throws {
        for (number, node) in nodes.enumerated() {
            try await poll("\(node.name) to list \(fingerprint) with \(text)") {
                let path = "/pks/lookup?op=index&options=mr&search=0x\(fingerprint)"
                let answer = try await HTTPExchange.get("127.0.0.1", localPorts[number], path)
                return answer.status == 200 && answer.text.contains(text)
            }
        }
    }

    func stop() async throws {
        for node in nodes { try await node.stop() }
        scratch.remove()
    }
}
