import Foundation
import Testing

extension Interoperability {
    /// `claviger remove`: an order that sticks, whatever peers offer.
    @Suite(.serialized)
    struct Removal {
        /// What `claviger recon --json` says of one.
        private struct Session: Decodable, Equatable {
            let missing: Int
            let declined: Int
            let fetched: Int
            let outstanding: Int
        }

        private static func session(
            of node: ClavigerNode, with peer: String = "n1"
        ) async throws -> Session {
            let recon = try await node.run("recon", [peer, "--json"])
            #expect(recon.code == 0, "\(recon.errors)")
            return try JSONDecoder().decode(Session.self, from: Data(recon.output.utf8))
        }

        /// What the metrics say has been declined, all sessions together.
        private static func declined(_ node: ClavigerNode) async throws -> Double {
            let text = try await HTTPExchange.get(node.address, node.httpPort, "/metrics").text
            return text.matches(of: /claviger_recon_declined_total\{[^}]*\} ([0-9.]+)/)
                .reduce(0) { $0 + (Double($1.1) ?? 0) }
        }

        @Test func `a removed key does not come back from peers or clients until it may`()
            async throws
        {
            let cluster = try await Cluster(2)
            let (node, peer) = (cluster.nodes[0], cluster.nodes[1])
            let keys = try await GeneratedKeys.make(
                seed: 61, count: 20, in: cluster.scratch.path)
            let key = keys.fingerprints[7]
            try await node.load(keys.path)
            try await cluster.wait(for: keys.fingerprints[19])
            try await cluster.wait(for: key)

            #expect(try await node.run("remove", [key]).code == 64)
            let removed = try await node.run("remove", [key, "--reason", "a letter"])
            #expect(removed.code == 0, "\(removed.errors)")
            #expect(try await node.run("get", [key]).code == 1)
            // The peer has it and offers it; twice, since the first time could teach the node.
            for _ in 0..<2 {
                let session = try await Self.session(of: node)
                #expect(session == Session(missing: 0, declined: 1, fetched: 0, outstanding: 0))
            }
            // That the node does not hold it, the peer is told, and has nothing to fetch.
            let theirs = try await Self.session(of: peer, with: "n0")
            #expect(theirs == Session(missing: 0, declined: 0, fetched: 0, outstanding: 0))
            let peers = try await node.run("peers").output
            #expect(peers.contains("0 missing, 1 declined"), "\(peers)")
            #expect(try await Self.declined(node) >= 2)
            #expect(try await node.status().keys == 19)
            #expect(try await peer.status().keys == 20)
            let added = try await node.run("add", [keys.path])
            #expect(added.code == 1)
            #expect(added.output.contains("refused \(key)"), "\(added.output)")
            #expect(try await node.run("check").code == 0)
            let list = try await node.run("remove", ["--list"])
            #expect(list.output.contains(key) && list.output.contains("a letter"))

            #expect(try await node.run("remove", [key, "--undo"]).code == 0)
            #expect(try await node.run("remove", [key, "--undo"]).code == 1)
            let back = try await Self.session(of: node)
            #expect(back == Session(missing: 1, declined: 0, fetched: 1, outstanding: 0))
            #expect(try await node.run("get", [key]).code == 0)
            #expect(
                try await node.status().sets.map(\.rootDigest)
                    == peer.status().sets.map(\.rootDigest))
            let unknown = "0123456789ABCDEF0123456789ABCDEF01234567"
            #expect(try await node.run("remove", [unknown, "--reason", "x"]).code == 1)
            #expect(
                try await node.run("remove", [unknown, "--reason", "x", "--anyway"]).code == 0)
            try await cluster.stop()
        }
    }
}
