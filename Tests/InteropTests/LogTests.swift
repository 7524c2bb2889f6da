import Foundation
import Testing

extension Interoperability {
    /// What a running node logs.
    @Suite struct LogTests {
        private struct Line: Decodable {
            let time: String
            let level: String
            let subsystem: String
            let message: String
            let metadata: [String: String]?
        }

        private func withNode(
            _ body: (ClavigerNode) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let peer = Loopback.address()
            try await body(
                try await ClavigerNode(
                    "node", in: "\(scratch.path)/n", address: Loopback.address(),
                    peers: [.init(name: "b", recon: "\(peer):1", http: "http://\(peer):2")]))
        }

        @Test func `where nobody watches each line is an object, at the level of its part`()
            async throws
        {
            try await withNode { node in
                try node.edit("levels: ", "{http: debug, gossip: error}")
                try await node.start()
                let search = "/pks/lookup?op=get&search=alice@example.org"
                #expect(
                    try await HTTPExchange.get(node.address, node.httpPort, search).status == 404)
                try await poll("the session that cannot begin") {
                    try await node.run("peers").output.contains("not reachable")
                }
                try await node.stop()
                let text = Program.text("\(node.folder)/serve.err")
                let lines = try text.split(separator: "\n").map {
                    try JSONDecoder().decode(Line.self, from: Data($0.utf8))
                }
                let request = try #require(lines.first { $0.message == "request" })
                #expect(request.level == "debug" && request.subsystem == "http")
                #expect(request.metadata?["route"] == "/pks/lookup")
                #expect(request.metadata?["status"] == "404")
                #expect(request.metadata?["request"]?.isEmpty == false)
                #expect(!text.contains("alice"))
                #expect(lines.contains { $0.subsystem == "node" && $0.level == "info" })
                #expect(!lines.contains { $0.subsystem == "gossip" }, "\(text)")
                #expect(!lines.contains { $0.subsystem == "socket" && $0.level == "debug" })
                let times = lines.map { $0.time.wholeMatch(of: /\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z/) }
                #expect(times.allSatisfy { $0 != nil })
            }
        }

        @Test func `each order of an operator is told, whatever else is silenced`() async throws {
            try await withNode { node in
                try node.edit("level: ", "error")
                try await node.start()
                let keys = try await GeneratedKeys.make(seed: 9, count: 1, in: node.folder)
                try await node.load(keys.path)
                let key = keys.fingerprints[0]
                #expect(try await node.run("remove", [key, "--reason", "for Ada"]).code == 0)
                #expect(try await node.run("remove", [key, "--undo"]).code == 0)
                #expect(try await node.run("recon", ["b"]).code == 1)
                #expect(try await node.run("backup", ["\(node.folder)/copy"]).code == 0)
                kill(try #require(node.program?.pid), SIGHUP)
                try await poll("the reload") { node.log.contains("\"reload\"") }
                try await node.stop()
                let text = Program.text("\(node.folder)/serve.err")
                let lines = try text.split(separator: "\n").map {
                    try JSONDecoder().decode(Line.self, from: Data($0.utf8))
                }.filter { $0.subsystem == "audit" }
                #expect(
                    lines.map(\.message) == [
                        "POST /v1/keys", "POST /v1/removals", "DELETE /v1/removals",
                        "POST /v1/peers/b/reconcile", "GET /v1/backup", "GET /v1/backup", "reload",
                    ])
                #expect(
                    lines.map { $0.metadata?["result"]?.prefix(11) } == [
                        "1 new, 0 up", "removed, 1 ", "let back in", "peer_failed", "begun",
                        lines[5].metadata?["result"]?.prefix(11), "taken: ",
                    ])
                #expect(lines[1].metadata?["of"] == key)
                #expect(lines.dropLast().allSatisfy { $0.metadata?["by"] == "user \(geteuid())" })
                #expect(lines.last?.metadata?["by"] == "SIGHUP")
                #expect(!text.contains("Ada"))
                #expect(!text.contains("\"info\""))
            }
        }

        @Test func `text is written where node.yaml asks for it`() async throws {
            try await withNode { node in
                try node.edit("format: ", "text")
                try await node.start()
                try await node.stop()
                let text = Program.text("\(node.folder)/serve.err")
                #expect(text.contains("Z info node: node node starts, version "), "\(text)")
                #expect(!text.contains("{\"time\""))
            }
        }
    }
}
