import Foundation
import Testing

extension Interoperability {
    /// What is taken from a node while it takes keys in and gossips makes a sound node again.
    @Suite(.serialized)
    struct Snapshots {
        private static let loaded = 300
        private static let total = 900

        /// A node with 300 keys and a peer with 300 others; 300 more are in a file.
        private func withNodes(
            _ body: (ClavigerNode, ClavigerNode, GeneratedKeys, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            func keys(_ start: Int) async throws -> GeneratedKeys {
                try await GeneratedKeys.make(
                    seed: 81, start: start, count: Self.loaded, in: scratch.path)
            }
            let addresses = [Loopback.address(), Loopback.address()]
            let ports = try addresses.map {
                (http: try Loopback.port(at: $0), recon: try Loopback.port(at: $0))
            }
            func peer(_ name: String, _ index: Int) -> ClavigerNode.Peer {
                .init(
                    name: name, recon: "\(addresses[index]):\(ports[index].recon)",
                    http: "http://\(addresses[index]):\(ports[index].http)")
            }
            let node = try await ClavigerNode(
                "a", in: "\(scratch.path)/a", address: addresses[0], ports: ports[0],
                peers: [peer("b", 1)])
            let other = try await ClavigerNode(
                "b", in: "\(scratch.path)/b", address: addresses[1], ports: ports[1],
                peers: [peer("a", 0)])
            try await node.load(try await keys(0).path)
            try await other.load(try await keys(Self.loaded).path)
            try await node.start()
            try await body(node, other, try await keys(2 * Self.loaded), scratch)
            #expect(try await other.stop() == 0)
            #expect(try await node.stop() == 0)
            #expect(try await node.run("check").code == 0)
        }

        /// Runs a command on the node while it takes the keys in and catches up with its peer.
        private func run(
            _ command: String, _ arguments: [String], on node: ClavigerNode,
            beside keys: GeneratedKeys, and peer: ClavigerNode
        ) async throws {
            let load = try Program(
                [Package.claviger, "load", "--config", node.configuration, keys.path],
                outputs: "\(node.folder)/beside")
            try await peer.start()
            let result = try await node.run(command, arguments)
            #expect(result.code == 0, "\(result.errors)")
            let session = try await node.run("recon", ["b"])
            #expect(session.code == 0, "\(session.errors)")
            #expect(try await load.finish() == 0, "\(load.errors)")
        }

        /// What a session says when the two sets are equal, or become so by it.
        private struct Session: Decodable {
            let missing: Int
            let declined: Int
            let outstanding: Int
        }

        /// The node is sound, comes to hold what the other two hold, and then has nothing to say.
        private func expectQuiet(
            _ restored: ClavigerNode, with node: ClavigerNode, and peer: ClavigerNode
        ) async throws {
            #expect(try await restored.run("check").code == 0)
            try await restored.start()
            #expect((Self.loaded...Self.total).contains(try await restored.status().keys))
            try node.writePeers([
                .init(name: "b", recon: peer.recon, http: peer.http),
                .init(name: "c", recon: restored.recon, http: restored.http),
            ])
            try await node.hangUp()
            #expect(try await restored.run("recon", ["a"]).code == 0)
            let all = [node, peer, restored]
            try await poll("all three to hold the same", seconds: 60) {
                var sets: Set<[String]> = []
                for node in all { sets.insert(try await node.status().sets.map(\.rootDigest)) }
                return sets.count == 1
            }
            #expect(try await restored.status().keys == Self.total)
            for (node, name) in [(restored, "a"), (node, "c"), (node, "b")] {
                let recon = try await node.run("recon", [name, "--json"])
                #expect(recon.code == 0, "\(recon.errors)")
                let session = try JSONDecoder().decode(Session.self, from: Data(recon.output.utf8))
                #expect(session.missing == 0 && session.declined == 0 && session.outstanding == 0)
            }
            #expect(try await restored.stop() == 0)
            #expect(try await restored.run("check").code == 0)
        }

        private func makeRestored(
            beside node: ClavigerNode, in scratch: Scratch
        ) async throws -> ClavigerNode {
            try await ClavigerNode(
                "c", in: "\(scratch.path)/c", address: Loopback.address(),
                peers: [.init(name: "a", recon: node.recon, http: node.http)])
        }

        @Test func `a backup under load and gossip is restored to a node that falls quiet`()
            async throws
        {
            try await withNodes { node, peer, keys, scratch in
                let file = "\(scratch.path)/backup.sqlite"
                try await run("backup", [file], on: node, beside: keys, and: peer)
                let restored = try await makeRestored(beside: node, in: scratch)
                try await Program.check(["rm", "-r", "\(restored.folder)/data"])
                let done = try await restored.run("restore", [file])
                #expect(done.code == 0, "\(done.errors)")
                try await expectQuiet(restored, with: node, and: peer)
            }
        }

        @Test func `a dump under load and gossip is loaded to a node that falls quiet`()
            async throws
        {
            try await withNodes { node, peer, keys, scratch in
                let folder = "\(scratch.path)/dump"
                try await run("dump", [folder], on: node, beside: keys, and: peer)
                let restored = try await makeRestored(beside: node, in: scratch)
                let loaded = try await restored.run("load", try Self.files(of: folder))
                #expect(loaded.code == 0, "\(loaded.errors)")
                try await expectQuiet(restored, with: node, and: peer)
            }
        }

        @Test(.enabled(if: Tool.sks.isExpected, "needs SKS: scripts/setup installs it"))
        func `SKS builds its database from our dump, and it is the same set`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keys = try await GeneratedKeys.make(seed: 82, count: 120, in: scratch.path)
            let address = Loopback.address()
            let node = try await ClavigerNode(
                "a", in: "\(scratch.path)/a", address: address)
            try await node.load(keys.path)
            try await node.start()
            let folder = "\(scratch.path)/dump"
            #expect(try await node.run("dump", [folder, "--keys-per-file", "50"]).code == 0)
            let files = try Self.files(of: folder)
            #expect(files.count == 3)

            let pattern = "\(scratch.path)/pattern"
            try await SKSNode.build(in: pattern, from: files)
            let sks = try await SKSNode(
                in: "\(scratch.path)/sks", pattern: pattern, address: Loopback.address(),
                peer: (address, node.reconPort))
            let digests = keys.digests
            #expect(try await sks.count(of: digests) == 120)
            // And by recon: neither lacks anything that the other has.
            try node.writePeers([
                .init(
                    name: "sks", recon: "\(sks.address):\(sks.reconPort)",
                    http: "http://\(sks.address):\(sks.httpPort)")
            ])
            try await node.hangUp()
            let recon = try await node.run("recon", ["sks", "--json"])
            #expect(recon.code == 0, "\(recon.errors)")
            let session = try JSONDecoder().decode(Session.self, from: Data(recon.output.utf8))
            #expect(session.missing == 0)
            #expect(sks.digestsTakenIn == 0)
            try await sks.stop()
            #expect(try await node.stop() == 0)
        }

        private static func files(of folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".pgp") }.sorted().map { "\(folder)/\($0)" }
        }
    }
}
