import Foundation
import OpenPGP
import Testing

extension Interoperability {
    /// A node that dies of a key, by the test switch `CLAVIGER_TEST_TRAP`, does so once.
    @Suite(.serialized)
    struct Quarantine {
        private let scratch: Scratch
        private let keys: GeneratedKeys
        /// Each key of `keys` by itself.
        private let octets: [[UInt8]]
        private let trap: [String: String]

        private static let count = 21
        private static let culprit = 10

        init() async throws {
            scratch = try Scratch()
            keys = try await GeneratedKeys.make(
                seed: 55, count: Self.count, in: scratch.path)
            var splitter = KeyringSplitter()
            splitter.append(FileManager.default.contents(atPath: keys.path) ?? Data())
            splitter.finish()
            var octets: [[UInt8]] = []
            while let key = splitter.nextKey() { octets.append(key.bytes) }
            self.octets = octets
            trap = Self.trap(keys.userIDs[Self.culprit])
        }

        /// The switch in the environment of a node. Where backtraces are enabled, a process that
        /// traps spends half a minute on one before it dies.
        private static func trap(_ text: String) -> [String: String] {
            ["CLAVIGER_TEST_TRAP": text, "SWIFT_BACKTRACE": "enable=no"]
        }

        private var culprit: String { keys.fingerprints[Self.culprit].uppercased() }

        /// What `claviger status` says of the quarantine.
        private struct Status: Decodable {
            struct Item: Decodable {
                let fingerprint: String?
                let digest: String
                let reason: String
            }
            let keys: Int
            let quarantined: [Item]
        }

        private func status(of node: ClavigerNode) async throws -> Status {
            let result = try await node.run("status", ["--json"])
            #expect(result.code == 0, "\(result.errors)")
            return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
        }

        private func withNode(_ body: (ClavigerNode) async throws -> Void) async throws {
            defer { scratch.remove() }
            #expect(octets.count == Self.count)
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            try await body(node)
            #expect(try await node.stop() == 0)
            #expect(try await node.run("check").code == 0)
        }

        private func add(_ index: Int, to node: ClavigerNode) async throws -> HTTPExchange {
            try await HTTPExchange.add(
                String(decoding: Armor.encode(octets[index]), as: UTF8.self), to: node.address,
                node.httpPort)
        }

        private func serves(_ index: Int, _ node: ClavigerNode) async throws -> Bool {
            let path = "/pks/lookup?op=get&options=mr&search=0x\(keys.fingerprints[index])"
            return try await HTTPExchange.get(node.address, node.httpPort, path).status == 200
        }

        private func files(_ folder: String, of node: ClavigerNode) -> [String] {
            let path = "\(node.folder)/data/\(folder)"
            return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        }

        /// Entries of the journal: files that begin with a zero are kept for the next ones.
        private func digesting(of node: ClavigerNode) -> [String] {
            files("digesting", of: node).filter { name in
                let path = "\(node.folder)/data/digesting/\(name)"
                return FileManager.default.contents(atPath: path)?.first ?? 0 != 0
            }
        }

        private func quarantine(
            _ node: ClavigerNode, _ arguments: String...
        ) async throws -> ProgramResult {
            try await Program.run(
                [Package.claviger, "quarantine"] + arguments + ["--config", node.configuration])
        }

        /// Waits until the node has died of a trap, which is signal 4 or 5 by the processor.
        private func expectDeath(of node: ClavigerNode) async throws {
            let code = try await node.program?.finish()
            #expect(code == 128 + SIGILL || code == 128 + SIGTRAP, "\(code ?? 0) \(node.log)")
        }

        /// The culprit, and nothing else, is set aside.
        private func expectOneItem(_ node: ClavigerNode) async throws {
            let items = try await status(of: node).quarantined
            #expect(items.map(\.fingerprint) == [culprit])
            #expect(items.first?.reason.hasPrefix("killed by signal ") == true)
            let digest = items.first?.digest ?? ""
            #expect(
                Set(files("quarantine", of: node)) == ["\(digest).json", "\(digest).pgp"])
            #expect(digesting(of: node) == [])
            #expect(files("trying", of: node) == [])
        }

        @Test func `a key that kills the node is quarantined at the next start, once`()
            async throws
        {
            try await withNode { node in
                try await node.start(environment: trap)
                #expect(try await add(0, to: node).status == 200)
                let answer = try? await add(Self.culprit, to: node)
                #expect(answer == nil)
                try await expectDeath(of: node)

                try await node.start(environment: trap)
                try await expectOneItem(node)
                #expect(try await serves(0, node))
                #expect(try await !serves(Self.culprit, node))
                #expect(try await add(1, to: node).status == 200)
                let shown = try await node.run("status").output
                #expect(shown.contains("quarantined"), "\(shown)")
                #expect(shown.contains(culprit), "\(shown)")

                #expect(try await node.stop() == 0)
                try await node.start(environment: trap)
                try await expectOneItem(node)

                let again = try await add(Self.culprit, to: node)
                #expect((400..<500).contains(again.status), "\(again.status)")
                #expect(again.text.contains("quarantined"), "\(again.text)")
                #expect(try await serves(1, node))
                try await expectOneItem(node)
                #expect(try await status(of: node).keys == 2)
            }
        }

        @Test func `of a load with a culprit in the middle the others get in`() async throws {
            try await withNode { node in
                try await node.start(environment: trap)
                let load = try await node.run("load", [keys.path])
                #expect(load.code != 0)
                try await expectDeath(of: node)

                try await node.start(environment: trap)
                try await expectOneItem(node)
                #expect(try await status(of: node).keys == Self.count - 1)
                let again = try await node.run("load", [keys.path])
                #expect(
                    again.output.contains(
                        "loaded 0 new, 0 updated, \(Self.count - 1) unchanged, 1 refused"),
                    "\(again.output)\(again.errors)")
                #expect(again.errors.contains("quarantined"), "\(again.errors)")
            }
        }

        @Test
        func `a stored key that kills when rules have changed is set aside at the next start`()
            async throws
        {
            try await withNode { node in
                try await node.load(keys.path)
                let set = "UPDATE derivation SET rules = 'of an older version'"
                try await Program.check([
                    "python3", "-c",
                    "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None); "
                        + "db.execute(sys.argv[2]); db.close()",
                    "\(node.folder)/data/claviger.sqlite", set,
                ])
                await #expect(throws: InteropError.self) {
                    try await node.start(environment: trap)
                }
                try await expectDeath(of: node)
                #expect(files(".", of: node).contains("verifying"))

                for _ in 0..<2 {
                    try await node.start(environment: trap)
                    try await expectOneItem(node)
                    #expect(!files(".", of: node).contains("verifying"))
                    #expect(try await status(of: node).keys == Self.count)
                    for index in 0..<Self.count {
                        #expect(try await serves(index, node) == (index != Self.culprit))
                    }
                    #expect(try await node.run("check").code == 0)
                    #expect(try await node.stop() == 0)
                }
                // By a version without the fault: released, removed and added again, it is served.
                let digest = try #require(
                    files("quarantine", of: node).first { $0.hasSuffix(".pgp") }?.dropLast(4))
                #expect(try await quarantine(node, "release", String(digest)).code == 0)
                try await node.start()
                #expect(try await node.run("remove", [culprit, "--reason", "x"]).code == 0)
                #expect(try await node.run("remove", [culprit, "--undo"]).code == 0)
                #expect(try await add(Self.culprit, to: node).status == 200)
                #expect(try await serves(Self.culprit, node))
                #expect(try await status(of: node).keys == Self.count)
            }
        }

        @Test func `a load without a running node dies once, too`() async throws {
            try await withNode { node in
                func load() async throws -> ProgramResult {
                    try await Program.run(
                        [Package.claviger, "load", "--config", node.configuration, keys.path],
                        environment: trap)
                }
                #expect(try await load().code >= 128)
                let again = try await load()
                #expect(again.code == 0, "\(again.errors)")
                #expect(
                    again.output.contains(
                        "loaded 0 new, 0 updated, \(Self.count - 1) unchanged, 1 refused"),
                    "\(again.output)\(again.errors)")
                try await node.start(environment: trap)
                try await expectOneItem(node)
            }
        }

        @Test func `several culprits are told apart, and one is let in again when released`()
            async throws
        {
            try await withNode { node in
                // Every user ID of this seed contains it: of the first three keys all are culprits.
                let all = Self.trap("s55@")
                let text = octets[..<3].map { String(decoding: Armor.encode($0), as: UTF8.self) }
                try await node.start(environment: all)
                let answer = try? await HTTPExchange.add(
                    text.joined(), to: node.address, node.httpPort)
                #expect(answer == nil)
                try await expectDeath(of: node)
                try await node.start(environment: all)
                let items = try await status(of: node).quarantined
                #expect(
                    Set(items.compactMap(\.fingerprint))
                        == Set(keys.fingerprints[..<3].map { $0.uppercased() }))
                #expect(try await node.stop() == 0)

                let digest = try #require(
                    items.first { $0.fingerprint == keys.fingerprints[0].uppercased() }
                ).digest
                let released = try await quarantine(node, "release", digest)
                #expect(released.code == 0, "\(released.errors)")
                #expect(try await quarantine(node, "release", digest).code == 1)
                try await node.start()
                #expect(try await add(0, to: node).status == 200)
                #expect(try await add(1, to: node).status != 200)
                let list = try await quarantine(node, "list").output
                #expect(list.contains(keys.fingerprints[1].uppercased()), "\(list)")
                #expect(!list.contains(digest), "\(list)")
            }
        }

        @Test
        func `what was being digested when the node was killed gets in, and nobody is blamed`()
            async throws
        {
            try await withNode { node in
                // What a node killed in the middle leaves: head, lengths, blobs; the second file
                // was not written to its end.
                let folder = "\(node.folder)/data/digesting"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                let head =
                    "claviger intake 1\nclient 192.0.2.1\n\(octets[3].count) \(octets[4].count)"
                let file = Array("\(head)\n".utf8) + octets[3] + octets[4]
                try Data(file).write(to: URL(fileURLWithPath: "\(folder)/1-0"))
                try Data(file.dropLast()).write(to: URL(fileURLWithPath: "\(folder)/1-1"))
                try await node.start()
                let status = try await status(of: node)
                #expect(status.keys == 2)
                #expect(status.quarantined.isEmpty)
                #expect(digesting(of: node) == [])
                #expect(files("quarantine", of: node) == [])
                #expect(try await serves(3, node))
                #expect(try await serves(4, node))
            }
        }
    }
}
