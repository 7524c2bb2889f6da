import Foundation
import OpenPGP
import Testing

extension Interoperability {
    /// `claviger get`, `search` and `add`, as scripts use them.
    @Suite(.serialized)
    struct KeyCommands {
        /// A running node that holds the keys.
        private func withNode(
            _ body: (ClavigerNode, GeneratedKeys, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keys = try await GeneratedKeys.make(seed: 41, count: 20, in: scratch.path)
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            try await node.start()
            try await node.load(keys.path)
            try await body(node, keys, scratch)
            #expect(try await node.stop() == 0)
        }

        private func fingerprints(_ octets: some Collection<UInt8>) throws -> [String] {
            var splitter = KeyringSplitter()
            splitter.append(Array(octets))
            splitter.finish()
            var fingerprints: [String] = []
            while let key = splitter.nextKey() {
                fingerprints.append(try TransferablePublicKey.decode(key.bytes).fingerprint.hex)
            }
            return fingerprints
        }

        private func json(_ text: String) throws -> [[String: Any]] {
            try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        }

        @Test func `get prints the keys that its names lead to, armored, binary or as JSON`()
            async throws
        {
            try await withNode { node, keys, scratch in
                let (first, second) = (keys.fingerprints[3], keys.fingerprints[4])
                let armored = try await node.run("get", ["0x\(first)", String(second.suffix(16))])
                #expect(armored.code == 0, "\(armored.errors)")
                let block = try #require(try Armor.decode(Array(armored.output.utf8)).first)
                #expect(try fingerprints(block.bytes) == [first, second])

                let file = "\(scratch.path)/out.pgp"
                try await Program.check([
                    "sh", "-c",
                    "'\(Package.claviger)' get --binary --config '\(node.configuration)' "
                        + "'\(keys.userIDs[5])' > '\(file)'",
                ])
                let binary = try #require(FileManager.default.contents(atPath: file))
                #expect(try fingerprints(binary) == [keys.fingerprints[5]])

                let record = try json(try await node.run("get", ["--json", first]).output)
                #expect(record.count == 1)
                #expect(record.first?["fingerprint"] as? String == first)
                #expect(record.first?["digest"] as? String == keys.digests[3].lowercased())
                let userIDs = record.first?["userIDs"] as? [[String: Any]]
                #expect(userIDs?.first?["text"] as? String == keys.userIDs[3])
            }
        }

        @Test func `a name that leads to nothing is told and the others are printed`() async throws
        {
            try await withNode { node, keys, _ in
                let unknown = "0123456789ABCDEF0123456789ABCDEF01234567"
                let some = try await node.run("get", [unknown, keys.fingerprints[0]])
                #expect(some.code == 1)
                #expect(some.errors.contains(unknown), "\(some.errors)")
                let block = try #require(try Armor.decode(Array(some.output.utf8)).first)
                #expect(try fingerprints(block.bytes) == [keys.fingerprints[0]])
                let none = try await node.run("get", ["nobody@example.com"])
                #expect(none.code == 1)
                #expect(none.output.isEmpty)
                #expect(try await node.run("get", ["89ABCDEF"]).code == 64)
                #expect(try await node.run("get", []).code == 64)
            }
        }

        @Test func `search lists keys with their user IDs`() async throws {
            try await withNode { node, keys, _ in
                let word = try #require(keys.userIDs[6].split(separator: "<").last?.dropLast())
                let found = try await node.run("search", [String(word)])
                #expect(found.code == 0, "\(found.errors)")
                #expect(found.output.contains(keys.fingerprints[6]), "\(found.output)")
                #expect(found.output.contains(keys.userIDs[6]), "\(found.output)")
                let exact = try await node.run("search", ["--exact", "--json", keys.userIDs[7]])
                let records = try json(exact.output)
                #expect(records.map { $0["fingerprint"] as? String } == [keys.fingerprints[7]])
                let none = try await node.run("search", ["--json", "nobodyhasthisname"])
                #expect(none.code == 1)
                #expect(try json(none.output).isEmpty)
                let many = try await node.run("search", ["--limit", "3", "example"])
                #expect(many.code == 1)
                #expect(many.errors.contains("more than 3"), "\(many.errors)")
                #expect(try await node.run("search", ["--limit", "0", "x"]).code == 64)
                #expect(try await node.run("search", ["0x123"]).code == 64)
            }
        }

        @Test func `add says of each key what became of it`() async throws {
            try await withNode { node, keys, scratch in
                let more = try await GeneratedKeys.make(
                    seed: 41, start: 19, count: 2, in: scratch.path)
                let result = try await node.run("add", [more.path])
                #expect(result.code == 0, "\(result.errors)")
                #expect(
                    Set(result.output.split(separator: "\n").map(String.init)) == [
                        "unchanged \(more.fingerprints[0])", "new \(more.fingerprints[1])",
                    ])
                let piped = try await Program.check([
                    "sh", "-c",
                    "'\(Package.claviger)' add --json - --config '\(node.configuration)' "
                        + "< '\(more.path)'",
                ])
                let reports = try json(piped)
                #expect(
                    Set(reports.first?["unchanged"] as? [String] ?? []) == Set(more.fingerprints))

                let text = try scratch.write(Array("no key here\n".utf8), to: "text")
                let refused = try await node.run("add", [text])
                #expect(refused.code == 1, "\(refused.errors)")
                #expect(refused.output.hasPrefix("refused "), "\(refused.output)")
                #expect(try await node.run("add", [more.path, "/nonexistent"]).code == 65)
                #expect(try await node.status().keys == keys.fingerprints.count + 1)
            }
        }

        @Test func `changes are listed behind a cursor, and followed until the node stops`()
            async throws
        {
            try await withNode { node, keys, scratch in
                let all = try await node.run("changes")
                #expect(all.code == 0, "\(all.errors)")
                let lines = all.output.split(separator: "\n").map {
                    $0.split(separator: " ", omittingEmptySubsequences: true)
                }
                #expect(lines.map { $0[2] } == keys.fingerprints.map { _ in "inserted" })
                #expect(Set(lines.map { String($0[3]) }) == Set(keys.fingerprints))
                #expect(lines.allSatisfy { $0[1].wholeMatch(of: /[\d-]{10}T[\d:]{8}Z/) != nil })
                let cursor = String(try #require(lines.last)[0])
                #expect(try await node.run("changes", ["--since", cursor]).output.isEmpty)
                let tail = try await node.run(
                    "changes", ["--json", "--since", String(lines[lines.count - 2][0])])
                let last = try JSONDecoder().decode(Change.self, from: Data(tail.output.utf8))
                #expect(String(last.sequence) == cursor)
                #expect(last.change == "inserted")
                #expect(last.fingerprint == String(lines[lines.count - 1][3]))
                let unknown = try await node.run("changes", ["--since", "999999999"])
                #expect(unknown.code == 1)
                #expect(unknown.errors.contains("there is no change 999999999"))
                #expect(try await node.run("changes", ["--since=-1"]).code == 64)

                let follower = try Program(
                    [
                        Package.claviger, "changes", "--follow", "--since", cursor, "--config",
                        node.configuration,
                    ], outputs: "\(scratch.path)/follow")
                let removed = keys.fingerprints[2]
                #expect(try await node.run("remove", [removed, "--reason", "a test"]).code == 0)
                try await poll("the removal") {
                    follower.output.contains("removed   \(removed)\n")
                }
                #expect(try await node.stop() == 0)
                #expect(try await follower.finish() == 69, "\(follower.errors)")
                // Without the node the database itself is read.
                #expect(
                    try await node.run("changes", ["--since", cursor]).output
                        == follower.output)
                #expect(try await node.run("changes", ["--follow"]).code == 69)
                try await node.start()
            }
        }

        @Test func `who follows the changes ends with its reader`() async throws {
            try await withNode { node, keys, scratch in
                let script = try Program(
                    [
                        "sh", "-c",
                        "'\(Package.claviger)' changes --follow --config '\(node.configuration)' "
                            + "| head -n 1",
                    ], outputs: "\(scratch.path)/head")
                try await poll("a line") { script.output.contains("inserted") }
                let more = try await GeneratedKeys.make(
                    seed: 41, start: 20, count: 1, in: scratch.path)
                try await node.load(more.path)
                #expect(try await script.finish(seconds: 20) == 0)
                #expect(script.output.split(separator: "\n").count == 1)
            }
        }

        private struct Change: Decodable {
            let sequence: Int
            let change: String
            let fingerprint: String
        }

        @Test func `status is shown again until the node stops`() async throws {
            try await withNode { node, _, scratch in
                let watch = try Program(
                    [
                        Package.claviger, "status", "--watch", "1", "--config", node.configuration,
                    ], outputs: "\(scratch.path)/watch")
                try await poll("the third status") {
                    watch.output.components(separatedBy: "running ").count > 3
                }
                #expect(try await node.stop() == 0)
                #expect(try await watch.finish() == 69, "\(watch.errors)")
            }
        }

        @Test func `tables fit the terminal, and a file gets whole lines`() async throws {
            try await withNode { node, keys, _ in
                let search = "'\(Package.claviger)' search example --config '\(node.configuration)'"
                func lines(_ command: [String], columns: String) async throws -> [String] {
                    let result = try await Program.run(command, environment: ["COLUMNS": columns])
                    #expect(result.code == 0, "\(result.errors)")
                    return result.output.split(whereSeparator: \.isNewline).map(String.init)
                }
                // `script` gives it a terminal.
                let terminal = ["script", "--quiet", "--return", "--command"]
                let narrow = try await lines(terminal + [search, "/dev/null"], columns: "70")
                #expect(narrow.count == keys.userIDs.count + 1)
                #expect(narrow.allSatisfy { $0.count <= 70 }, "\(narrow)")
                #expect(narrow.contains { $0.hasPrefix(keys.fingerprints[0]) })
                let wide = try await lines(terminal + [search, "/dev/null"], columns: "300")
                let file = try await lines(["sh", "-c", search], columns: "70")
                for text in [wide, file] {
                    #expect(keys.userIDs.allSatisfy { id in text.contains { $0.hasSuffix(id) } })
                }
            }
        }

        @Test func `what prints values prints them as JSON`() async throws {
            try await withNode { node, keys, scratch in
                let commands: [(String, [String])] = [
                    ("status", []), ("peers", []), ("check", []), ("search", ["example"]),
                    ("get", [keys.fingerprints[0]]), ("add", [keys.path]), ("load", [keys.path]),
                    ("redact", ["list"]), ("remove", ["--list"]), ("quarantine", ["list"]),
                    ("dump", ["\(scratch.path)/dump"]), ("backup", ["\(scratch.path)/backup"]),
                ]
                for (command, arguments) in commands {
                    let result = try await Program.run(
                        [Package.claviger, command] + arguments
                            + ["--json", "--config", node.configuration])
                    #expect(result.code == 0, "\(command): \(result.errors)")
                    #expect(throws: Never.self, "\(command): \(result.output)") {
                        try JSONSerialization.jsonObject(with: Data(result.output.utf8))
                    }
                }
            }
        }

        @Test func `without a node they say that none answers`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            #expect(try await node.run("get", ["ada@example.org"]).code == 69)
            #expect(try await node.run("search", ["ada"]).code == 69)
            #expect(try await node.run("add", ["/dev/null"]).code == 69)
        }
    }
}
