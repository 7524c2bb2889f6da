import Foundation
import Testing

extension Interoperability {
    /// The node socket and what it says of itself, compared by schemathesis (scripts/check-api).
    @Suite(
        .serialized,
        .enabled(
            if: Tool.schemathesis.isExpected, "scripts/setup --test could not install schemathesis."
        ))
    struct Description {
        private static let checker = "\(Package.folder)/scripts/check-api"
        /// Requests made up for each operation in each of schemathesis's phases that makes them up:
        /// what fits into a minute. scripts/check-api takes more by hand.
        private static let examples = 15
        /// Every run asks the same, unless told otherwise.
        private static let seed = ProcessInfo.processInfo.environment["CLAVIGER_SEED"] ?? "1"

        @Test func `the node answers whatever it is asked as its description says`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let (node, peer) = try await Self.pair(in: scratch)
            let stored = try await GeneratedKeys.make(seed: 51, count: 30, in: scratch.path)
            let more = try await GeneratedKeys.make(seed: 52, count: 1, in: scratch.path)
            try await peer.start()
            try await node.start()
            try await node.load(stored.path)

            // What ends the node comes last, and by itself.
            let everything = try await Self.check(
                node,
                [
                    "--examples", "\(Self.examples)", "--without", "shutdown", "--key", more.path,
                ])
            print(everything.output.suffix(600))
            #expect(everything.code == 0, "\(everything.output)\(everything.errors)")
            #expect(try await node.status().keys > 0)
            #expect(!node.log.contains("\"level\":\"error\""), "\(node.log)")
            #expect(try await node.run("check").code == 0)

            let end = try await Self.check(
                node, ["--only", "shutdown", "--phases", "fuzzing", "--examples", "1"])
            #expect(end.code == 0, "\(end.output)\(end.errors)")
            #expect(try await node.program?.finish() == 0)
            #expect(try await peer.stop() == 0)
        }

        /// A user that no system has.
        private static let reader = 1_234_571

        @Test(.enabled(if: geteuid() == 0, "Only root can become other users."))
        func `who may only read is told no as described, and changes nothing`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            try node.edit("socket: ", "run/node.sock")
            try node.edit("roles:", " {reader: [uid \(Self.reader)]}")
            for folder in [scratch.path, node.folder] { chmod(folder, 0o711) }
            let keys = try await GeneratedKeys.make(seed: 53, count: 5, in: scratch.path)
            try await node.start()
            try await node.load(keys.path)
            let changes = try await node.run("changes").output

            let everything = try await Self.check(
                node, socket: "run/node.sock",
                ["--user", "\(Self.reader)", "--examples", "5", "--key", keys.path])
            #expect(everything.code == 0, "\(everything.output)\(everything.errors)")
            #expect(try await node.run("changes").output == changes)
            #expect(try await node.run("remove", ["--list"]).output == "no removals\n")
            let redactions = try await Program.check([
                Package.claviger, "redact", "list", "--config", node.configuration,
            ])
            #expect(redactions == "no redactions\n")
            #expect(try await node.stop() == 0)
        }

        /// Two nodes that list each other: one of the requests is to reconcile.
        private static func pair(
            in scratch: Scratch
        ) async throws -> (ClavigerNode, ClavigerNode) {
            let addresses = (Loopback.address(), Loopback.address())
            let ports = (
                (
                    http: try Loopback.port(at: addresses.0),
                    recon: try Loopback.port(at: addresses.0)
                ),
                (
                    http: try Loopback.port(at: addresses.1),
                    recon: try Loopback.port(at: addresses.1)
                )
            )
            func listed(
                _ name: String, _ address: String, _ ports: (http: Int, recon: Int)
            ) -> ClavigerNode.Peer {
                .init(
                    name: name, recon: "\(address):\(ports.recon)",
                    http: "http://\(address):\(ports.http)")
            }
            return (
                try await ClavigerNode(
                    "a", in: "\(scratch.path)/a", address: addresses.0, ports: ports.0,
                    peers: [listed("b", addresses.1, ports.1)]),
                try await ClavigerNode(
                    "b", in: "\(scratch.path)/b", address: addresses.1, ports: ports.1,
                    peers: [listed("a", addresses.0, ports.0)])
            )
        }

        private static func check(
            _ node: ClavigerNode, socket: String = "data/node.sock", _ arguments: [String]
        ) async throws -> ProgramResult {
            try await Program.run(
                [checker, "\(node.folder)/\(socket)", "--seed", seed] + arguments,
                seconds: 300)
        }
    }
}
