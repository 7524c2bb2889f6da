import Foundation
import Testing

extension Interoperability {
    /// What a running node takes of node.yaml when it is sent SIGHUP.
    @Suite(.serialized)
    struct Reload {
        private func withNode(
            peers: [ClavigerNode.Peer] = [],
            _ body: (ClavigerNode, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let node = try await ClavigerNode(
                "a", in: "\(scratch.path)/a", address: Loopback.address(), peers: peers)
            try await node.start()
            try await body(node, scratch)
            #expect(try await node.stop() == 0)
        }

        private struct Status: Decodable {
            struct Configuration: Decodable {
                let waiting: [String]
                let problems: [String]
            }
            let configuration: Configuration
        }

        /// What of node.yaml waits for a restart.
        private func waiting(_ node: ClavigerNode) async throws -> [String] {
            let status = try await node.run("status", ["--json"]).output
            let configuration = try JSONDecoder().decode(Status.self, from: Data(status.utf8))
                .configuration
            #expect(configuration.problems == [])
            return configuration.waiting
        }

        private func roots(_ node: ClavigerNode) async throws -> [String] {
            try await node.status().sets.map(\.rootDigest)
        }

        @Test func `a peer that is added is reconciled with at once, one that is removed is none`()
            async throws
        {
            try await withNode { node, scratch in
                let keys = try await GeneratedKeys.make(seed: 71, count: 60, in: scratch.path)
                try await node.load(keys.path)
                let peer = try await ClavigerNode(
                    "b", in: "\(scratch.path)/b", address: Loopback.address(),
                    peers: [.init(name: "a", recon: node.recon, http: node.http)])
                try await peer.start()
                #expect(try await peer.run("recon", ["a"]).code == 1, "a does not know it")

                try node.writePeers([.init(name: "b", recon: peer.recon, http: peer.http)])
                try await node.hangUp()
                #expect(try await waiting(node) == [])
                #expect(try await node.run("recon", ["b"]).code == 0)
                try await poll("the peer to have what the node has") {
                    let (one, two) = (try await roots(node), try await roots(peer))
                    return one == two
                }
                #expect(try await node.status().keys == 60)
                // A change of the set is told to the new peer.
                let more = try await GeneratedKeys.make(
                    seed: 71, start: 60, count: 5, in: scratch.path)
                try await node.load(more.path)
                try await poll("the change to reach the peer") {
                    try await peer.status().keys == 65
                }

                try node.writePeers([])
                try await node.hangUp()
                #expect(try await waiting(node) == [])
                #expect(try await node.run("peers").output.hasPrefix("no peers"))
                #expect(try await node.run("recon", ["b"]).code != 0)
                #expect(try await peer.run("recon", ["a"]).code == 1)
                #expect(try await node.status().refusals["recon.unlisted"] ?? 0 > 0)
                #expect(try await peer.stop() == 0)
            }
        }

        @Test func `log levels, idle time and who reads metrics are in force without a restart`()
            async throws
        {
            try await withNode { node, _ in
                func requests() -> Int {
                    node.log.components(separatedBy: "\"message\":\"request\"").count - 1
                }
                func get(_ path: String) async throws -> Int {
                    try await HTTPExchange.get(node.address, node.httpPort, path).status
                }
                #expect(try await get("/metrics") == 200)
                #expect(requests() == 0)
                try node.edit("levels: ", "{http: debug}")
                try node.edit("metrics: ", "[192.0.2.0/24]")
                try node.edit("idle_timeout: ", "1s")
                try await node.hangUp()
                #expect(try await waiting(node) == [])
                #expect(try await get("/metrics") == 403)
                try await poll("the request to be logged") { requests() == 1 }
                let silent = [
                    try Connection(to: node.address, port: node.httpPort),
                    try Connection(toSocket: "\(node.folder)/data/node.sock"),
                ]
                for connection in silent {
                    // Nil if it was still open after 20 seconds.
                    #expect(try await blocking { connection.receiveToEnd() } != nil)
                }
                try node.edit("levels: ", "{}")
                try node.edit("format: ", "text")
                try await node.hangUp()
                #expect(try await waiting(node) == ["log.format"])
                #expect(try await get("/pks/stats") == 200)
                #expect(requests() == 1)
            }
        }
    }
}
