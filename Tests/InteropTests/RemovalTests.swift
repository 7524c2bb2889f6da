import Foundation
import Testing

extension Interoperability {
    /// `claviger remove`: an order that sticks, whatever peers offer.
    @Suite(.serialized)
    struct Removal {
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
                let recon = try await node.run("recon", ["n1", "--json"])
                #expect(recon.code == 0, "\(recon.errors)")
                #expect(recon.output.contains("\"fetched\" : 0"), "\(recon.output)")
            }
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
            #expect(try await node.run("recon", ["n1"]).code == 0)
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
