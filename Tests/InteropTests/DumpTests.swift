import Foundation
import Testing

extension Interoperability {
    /// Dumps and backups taken from a node at work.
    @Suite(.serialized)
    struct Dumps {
        private struct Manifest: Decodable {
            struct File: Decodable {
                let name: String
                let keys: Int
            }
            struct Snapshot: Decodable {
                let keys: Int
                let sets: [ClavigerNode.Status.ReconciledSet]
            }
            let snapshot: Snapshot
            let files: [File]
        }

        /// A running node with 300 keys, and 300 more that are not loaded.
        private func withNode(
            _ body: (ClavigerNode, GeneratedKeys, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keys = try await GeneratedKeys.make(seed: 51, count: 300, in: scratch.path)
            let more = try await GeneratedKeys.make(
                seed: 51, start: 300, count: 300, in: scratch.path)
            let node = try await makeNode("a", in: scratch)
            try await node.start()
            try await node.load(keys.path)
            try await body(node, more, scratch)
            #expect(try await node.stop() == 0)
        }

        private func makeNode(_ name: String, in scratch: Scratch) async throws -> ClavigerNode {
            try await ClavigerNode(
                name, in: "\(scratch.path)/\(name)", address: Loopback.address())
        }

        private func roots(_ sets: [ClavigerNode.Status.ReconciledSet]) -> [String] {
            sets.map { "\($0.profile) \($0.count) \($0.rootDigest)" }
        }

        /// Runs a command on the node while it takes the keys in, and gives what became of it.
        private func run(
            _ command: String, _ arguments: [String], on node: ClavigerNode,
            beside keys: GeneratedKeys
        ) async throws -> ProgramResult {
            let load = try Program(
                [Package.claviger, "load", "--config", node.configuration, keys.path],
                outputs: "\(node.folder)/beside")
            let result = try await node.run(command, arguments)
            #expect(try await load.finish() == 0, "\(load.errors)")
            return result
        }

        @Test func `a dump under load is of one state, and who loads it has the same sets`()
            async throws
        {
            try await withNode { node, more, scratch in
                let folder = "\(scratch.path)/dump"
                let dump = try await run(
                    "dump", [folder, "--keys-per-file", "100"], on: node, beside: more)
                #expect(dump.code == 0, "\(dump.errors)")
                let manifest = try JSONDecoder().decode(
                    Manifest.self,
                    from: try #require(
                        FileManager.default.contents(atPath: "\(folder)/manifest.json")))
                #expect((300...600).contains(manifest.snapshot.keys))
                #expect(manifest.files.first?.name == "sks-dump-0000.pgp")
                #expect(manifest.files.dropLast().allSatisfy { $0.keys == 100 })
                #expect(manifest.files.reduce(0) { $0 + $1.keys } == manifest.snapshot.keys)
                try await Program.check(["sh", "-c", "cd '\(folder)' && sha256sum -c SHA256SUMS"])

                let other = try await makeNode("b", in: scratch)
                let files = manifest.files.map { "\(folder)/\($0.name)" }
                #expect(try await other.run("load", files).code == 0)
                try await other.start()
                #expect(
                    try await roots(other.status().sets) == roots(manifest.snapshot.sets))
                #expect(try await other.stop() == 0)
                #expect(try await other.run("check").code == 0)
            }
        }

        @Test func `a dump that is interrupted leaves no manifest`() async throws {
            try await withNode { node, _, scratch in
                let folder = "\(scratch.path)/dump"
                // A file for each key, each waiting for the disk, takes long enough to be killed in.
                let dump = try Program(
                    [
                        Package.claviger, "dump", "--config", node.configuration,
                        "--keys-per-file", "1", folder,
                    ], outputs: "\(scratch.path)/dumping")
                try await poll("the tenth file", every: .milliseconds(1)) {
                    FileManager.default.fileExists(atPath: "\(folder)/sks-dump-0009.pgp")
                }
                #expect(try await dump.stop(SIGKILL) == 128 + SIGKILL)
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/manifest.json"))
            }
        }

        @Test func `a dump into a folder with something in it is refused`() async throws {
            try await withNode { node, _, scratch in
                let folder = "\(scratch.path)/dump"
                #expect(try await node.run("dump", [folder]).code == 0)
                let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(try await node.run("dump", [folder]).code == 65)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == names)
                #expect(try await node.run("dump", [folder, "--keys-per-file", "0"]).code == 64)
            }
        }

        @Test func `a backup under load restores to a sound node, which its peer makes whole`()
            async throws
        {
            try await withNode { node, more, scratch in
                let file = "\(scratch.path)/backup.sqlite"
                let backup = try await run("backup", [file], on: node, beside: more)
                #expect(backup.code == 0, "\(backup.errors)")
                try await Program.check([
                    "sh", "-c", "cd '\(scratch.path)' && sha256sum -c *.sha256",
                ])
                #expect(try await node.run("backup", [file]).code == 65)

                let restored = try await ClavigerNode(
                    "b", in: "\(scratch.path)/b", address: Loopback.address(),
                    peers: [.init(name: "a", recon: node.recon, http: node.http)])
                let refused = try await restored.run("restore", [file])
                #expect(refused.code == 78, "\(refused.code) \(refused.errors)")
                try await Program.check(["rm", "-r", "\(restored.folder)/data"])
                let done = try await restored.run("restore", [file])
                #expect(done.code == 0, "\(done.errors)")
                #expect(try await restored.run("check").code == 0)
                try await restored.start()
                #expect((300...600).contains(try await restored.status().keys))

                // A knows B only now: its port had to be known first.
                try await befriend(node, restored)
                #expect(try await restored.run("recon", ["a"]).code == 0)
                #expect(
                    try await roots(restored.status().sets) == roots(node.status().sets))
                let quiet = try await restored.run("recon", ["a", "--json"])
                #expect(quiet.output.contains("\"missing\" : 0"), "\(quiet.output)")
                #expect(try await restored.stop() == 0)
                #expect(try await restored.run("check").code == 0)
            }
        }

        /// Makes one node a peer of the other, while it runs.
        private func befriend(_ node: ClavigerNode, _ peer: ClavigerNode) async throws {
            try node.writePeers([.init(name: peer.name, recon: peer.recon, http: peer.http)])
            try await node.hangUp()
        }

        @Test func `a damaged backup is not restored`() async throws {
            try await withNode { node, _, scratch in
                let file = "\(scratch.path)/backup.sqlite"
                #expect(try await node.run("backup", [file]).code == 0)
                var octets = try #require(FileManager.default.contents(atPath: file))
                // Somewhere in the middle of the keys.
                for index in octets.count / 2..<octets.count / 2 + 64 { octets[index] ^= 0xFF }
                let damaged = try scratch.write(octets, to: "damaged.sqlite")
                let other = try await makeNode("b", in: scratch)
                try await Program.check(["rm", "-r", "\(other.folder)/data"])
                let unsound = try await other.run("restore", [damaged])
                #expect(unsound.code == 70 || unsound.code == 65, "\(unsound.errors)")
                try await Program.check(["cp", "\(file).sha256", "\(damaged).sha256"])
                let replaced = try await other.run("restore", [damaged])
                #expect(replaced.code == 65, "\(replaced.errors)")
                #expect(replaced.errors.contains(".sha256"), "\(replaced.errors)")
                let text = try scratch.write(Array("no database".utf8), to: "text")
                #expect(try await other.run("restore", [text]).code == 65)
                #expect(
                    !FileManager.default.fileExists(atPath: "\(other.folder)/data/claviger.sqlite"))
                #expect(try await other.run("restore", [file]).code == 0)
            }
        }
    }
}
