import Foundation
import OpenPGP
import SigningKeys
import Testing

extension Interoperability {
    /// `claviger load` into a node that does not run: what it takes, and what is left of it when it
    /// is killed.
    @Suite(.serialized)
    struct Loads {
        /// More than are written in one transaction, so that a load can be interrupted between two.
        private static let keys = 40_000

        /// What a load may have in memory at a moment, whatever is loaded: two groups of keys, the
        /// pages that the writer keeps, the trees. 268 MiB were measured with 100,000 keys.
        private static let memoryLimit = 400 << 20

        private func makeNode(_ name: String, in scratch: Scratch) async throws -> ClavigerNode {
            try await ClavigerNode(
                name, in: "\(scratch.path)/\(name)", address: Loopback.address())
        }

        private func startLoad(_ file: String, into node: ClavigerNode) throws -> Program {
            try Program(
                [Package.claviger, "load", "--config", node.configuration, file],
                outputs: "\(node.folder)/load")
        }

        /// Waits for the end of a load; returns the most memory that it was seen to take.
        private func peakMemory(of load: Program) async throws -> Int {
            var peak = 0
            try await poll("the end of a load", seconds: 300, every: .milliseconds(5)) {
                peak = max(peak, load.peakMemory)
                return !load.isRunning
            }
            #expect(try await load.finish() == 0, "\(load.errors)")
            return peak
        }

        /// Kills a load once its first group of keys is committed: the write-ahead log has grown,
        /// and grows no more.
        private func killBetweenGroups(_ load: Program, of node: ClavigerNode) async throws {
            let log = "\(node.folder)/data/claviger.sqlite-wal"
            var size = 0
            var unchanged = 0
            try await poll("a commit", seconds: 300, every: .milliseconds(10)) {
                let attributes = try? FileManager.default.attributesOfItem(atPath: log)
                let now = attributes?[.size] as? Int ?? 0
                unchanged = now == size ? unchanged + 1 : 0
                size = now
                return !load.isRunning || (size > 4 << 20 && unchanged >= 8)
            }
            #expect(load.isRunning, "it was to be killed in the middle")
            #expect(try await load.stop(SIGKILL) == 128 + SIGKILL)
        }

        private func roots(of node: ClavigerNode) async throws -> [String] {
            try await node.start()
            let sets = try await node.status().sets
            try await node.stop()
            return sets.map { "\($0.profile) \($0.count) \($0.rootDigest)" }
        }

        @Test func `a load that is killed goes on where it was, and comes to the same sets`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keys = try await GeneratedKeys.make(seed: 61, count: Self.keys, in: scratch.path)
            let killed = try await makeNode("killed", in: scratch)
            try await killBetweenGroups(try startLoad(keys.path, into: killed), of: killed)
            #expect(try await killed.run("check").code == 0)
            let rest = try await killed.run("load", ["--json", keys.path])
            #expect(rest.code == 0 && rest.errors.contains("going on behind"), "\(rest.errors)")
            #expect(!rest.output.contains("\"new\" : \(Self.keys)"), "\(rest.output)")
            #expect(try await killed.run("check").code == 0)

            // Compressed, so that one load tells what reading that takes, too.
            try await Program.check(["gzip", "-1", keys.path])
            let whole = try await makeNode("whole", in: scratch)
            let load = try startLoad("\(keys.path).gz", into: whole)
            let memory = try await peakMemory(of: load)
            #expect(memory < Self.memoryLimit, "\(memory >> 20) MiB")
            #expect(try await roots(of: killed) == roots(of: whole))
        }

        @Test func `a key of many megabytes is loaded in bounded memory`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let flood = FloodedKey(signatures: 150_000).key.encoded()
            let file = try scratch.write(flood, to: "flood.pgp")
            let node = try await makeNode("node", in: scratch)
            let memory = try await peakMemory(of: startLoad(file, into: node))
            #expect(memory < Self.memoryLimit, "\(memory >> 20) MiB")
            #expect(try await node.run("check").code == 0)
        }
    }
}
