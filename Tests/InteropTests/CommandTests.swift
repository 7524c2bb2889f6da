import Foundation
import Testing

extension Interoperability {
    /// The commands as scripts see them: exit codes, and what they do beside a running node.
    @Suite(.serialized)
    struct Commands {
        private func withFolder(_ body: (Scratch) async throws -> Void) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            try await body(scratch)
        }

        private func claviger(_ arguments: String...) async throws -> ProgramResult {
            try await Program.run([Package.claviger] + arguments)
        }

        private func makeNode(in scratch: Scratch) async throws -> ClavigerNode {
            try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
        }

        @Test func `init makes a node once and never overwrites it`() async throws {
            try await withFolder { scratch in
                let node = try await makeNode(in: scratch)
                let text = Program.text(node.configuration)
                let again = try await claviger("init", node.folder)
                #expect(again.code == 78, "\(again.errors)")
                #expect(again.errors.contains("exists"))
                #expect(Program.text(node.configuration) == text)
                #expect(try await claviger("init").code == 64)
                let address = try await claviger(
                    "init", "\(scratch.path)/m", "--http", "not an address")
                #expect(address.code == 64, "\(address.errors)")
                #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/m/node.yaml"))
            }
        }

        @Test func `config check names every problem of a file`() async throws {
            try await withFolder { scratch in
                let node = try await makeNode(in: scratch)
                #expect(try await claviger("config", "check", node.configuration).code == 0)
                try node.edit("interval: ", "soon")
                try node.edit("idle_timeout: ", "never")
                let bad = try await claviger("config", "check", node.configuration)
                #expect(bad.code == 78)
                #expect(bad.errors.contains("interval"), "\(bad.errors)\(bad.output)")
                #expect(bad.errors.contains("idle_timeout"), "\(bad.errors)\(bad.output)")
                #expect(try await claviger("serve", "--config", node.configuration).code == 78)
                #expect(try await claviger("config", "check", "/nonexistent").code == 78)
            }
        }

        @Test func `commands that need the node say that it does not run`() async throws {
            try await withFolder { scratch in
                let node = try await makeNode(in: scratch)
                for command in ["status", "peers"] {
                    let result = try await node.run(command)
                    #expect(result.code == 69, "\(command): \(result.code) \(result.errors)")
                    #expect(!result.errors.isEmpty)
                }
                #expect(try await node.run("recon", ["nobody"]).code == 69)
                #expect(try await claviger("frobnicate").code == 64)
                #expect(try await claviger("--help").code == 0)
            }
        }

        @Test func `peers and recon answer while the node runs`() async throws {
            try await withFolder { scratch in
                let peer = Loopback.address()
                let node = try await ClavigerNode(
                    "node", in: "\(scratch.path)/n", address: Loopback.address(),
                    peers: [.init(name: "b", recon: "\(peer):1", http: "http://\(peer):2")])
                try await node.start()
                let peers = try await node.run("peers", ["--json"])
                #expect(peers.code == 0)
                let list = try JSONSerialization.jsonObject(with: Data(peers.output.utf8))
                #expect((list as? [[String: Any]])?.first?["name"] as? String == "b")
                let recon = try await node.run("recon", ["b"])
                #expect(recon.code == 1, "\(recon.errors)")
                #expect(recon.errors.contains("b: not reachable"), "\(recon.errors)")
                let unknown = try await node.run("recon", ["nobody"])
                #expect(unknown.code == 1 || unknown.code == 64, "\(unknown.code)")
                #expect(try await node.stop() == 0)
            }
        }

        @Test func `load gives the same with and without a running node, and again nothing`()
            async throws
        {
            try await withFolder { scratch in
                let keys = try await GeneratedKeys.make(seed: 7, count: 500, in: scratch.path)
                let more = try await GeneratedKeys.make(
                    seed: 7, start: 400, count: 200, in: scratch.path)
                let node = try await makeNode(in: scratch)
                let first = try await node.run("load", [keys.path])
                #expect(first.output.contains("loaded 500 new, 0 updated, 0 unchanged, 0 refused"))
                let again = try await node.run("load", [keys.path])
                #expect(again.output.contains("loaded 0 new, 0 updated, 500 unchanged, 0 refused"))
                #expect(try await node.run("check").code == 0)

                try await node.start()
                let running = try await node.run("load", [more.path])
                #expect(
                    running.output.contains("loaded 100 new, 0 updated, 100 unchanged, 0 refused"))
                #expect(try await node.status().keys == 600)
                #expect(try await node.run("check").code == 0)
                #expect(try await node.count(of: more.digests) == 200)
                try await node.stop()
            }
        }

        @Test func `load --trusted believes what it reads, and check says what does not hold`()
            async throws
        {
            try await withFolder { scratch in
                let keys = try await GeneratedKeys.make(seed: 9, count: 20, in: scratch.path)
                let node = try await makeNode(in: scratch)
                let good = try await node.run("load", ["--trusted", keys.path])
                #expect(good.output.contains("loaded 20 new"), "\(good.errors)")
                #expect(try await node.run("check").code == 0)

                let more = try await GeneratedKeys.make(
                    seed: 9, start: 20, count: 1, in: scratch.path)
                var forged = FileManager.default.contents(atPath: more.path) ?? Data()
                forged[forged.count - 1] ^= 1
                let file = try scratch.write(forged, to: "forged.pgp")
                let bad = try await node.run("load", ["--trusted", file])
                #expect(bad.output.contains("loaded 1 new"), "\(bad.errors)")
                let check = try await node.run("check")
                #expect(check.code == 1)
                #expect(
                    (check.output + check.errors).contains(
                        "the verified form is not what verification gives"), "\(check.output)")

                try await node.start()
                #expect(try await node.run("load", ["--trusted", keys.path]).code == 69)
                try await node.stop()
            }
        }

        @Test func `load reads the good part of a bad file and says that it is bad`() async throws {
            try await withFolder { scratch in
                let keys = try await GeneratedKeys.make(seed: 8, count: 20, in: scratch.path)
                let bytes = FileManager.default.contents(atPath: keys.path) ?? Data()
                let cut = try scratch.write(bytes.dropLast(50), to: "cut.pgp")
                let text = try scratch.write(Array("no key here\n".utf8), to: "text")
                let node = try await makeNode(in: scratch)
                let truncated = try await node.run("load", [cut])
                #expect(truncated.code == 65, "\(truncated.errors)")
                #expect(truncated.output.contains("loaded 19 new"), "\(truncated.output)")
                #expect(try await node.run("load", [text]).code == 65)
                #expect(try await node.run("load", ["/nonexistent"]).code == 65)
                #expect(try await node.run("load", [text, keys.path]).code == 65)
                #expect(try await node.run("load", [keys.path]).code == 0)
            }
        }

        @Test func `only one process opens a database`() async throws {
            try await withFolder { scratch in
                let node = try await makeNode(in: scratch)
                try await node.start()
                let second = try await claviger("serve", "--config", node.configuration)
                #expect(second.code != 0)
                #expect(!second.errors.isEmpty)
                #expect(node.program?.isRunning == true)
                #expect(try await node.status().keys == 0)
                #expect(try await node.stop() == 0)
            }
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func `a signal stops the node cleanly and quickly`(signal: Int32) async throws {
            try await withFolder { scratch in
                let node = try await makeNode(in: scratch)
                try await node.start()
                // A client that stays connected does not hold it up.
                let idle = try Connection(to: node.address, port: node.httpPort)
                let start = ContinuousClock.now
                #expect(try await node.stop(signal) == 0)
                #expect(ContinuousClock.now - start < .seconds(5))
                withExtendedLifetime(idle) {}
                #expect(try await node.run("check").code == 0)
                try await node.start()
                #expect(try await node.stop() == 0)
            }
        }

        @Test func `the next start clears up after a kill`() async throws {
            try await withFolder { scratch in
                let keys = try await GeneratedKeys.make(seed: 4, count: 100, in: scratch.path)
                let node = try await makeNode(in: scratch)
                try await node.start()
                try await node.load(keys.path)
                #expect(try await node.stop(SIGKILL) == 128 + SIGKILL)
                #expect(try await node.run("status").code == 69)
                #expect(try await node.run("check").code == 0)
                try await node.start()
                #expect(try await node.status().keys == 100)
                #expect(try await node.stop() == 0)
            }
        }
    }
}
