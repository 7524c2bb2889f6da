import Foundation
import Testing

extension Interoperability {
    /// Local orders that keep user IDs out of what a node serves.
    @Suite(.serialized)
    struct Redaction {
        private static let kept = "Ada Lovelace <ada@example.org>"
        private static let hidden = "Ada of Ockham <secret@example.net>"

        @Test(.enabled(if: Tool.gpg.isExpected, "needs GnuPG: apt-get install gnupg dirmngr"))
        func `a redacted user ID is neither fetched nor found until it is let back in`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let port = try Loopback.port(at: "127.0.0.1")
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address(), localPort: port)
            try await node.start()
            let owner = try GnuPGHome(in: scratch, "owner")
            let key = try await owner.makeKey(Self.kept)
            #expect(try await owner.run("--quick-add-uid", key, Self.hidden).code == 0)
            let sent = try await owner.keyserver(port, "--send-keys", key)
            #expect(sent.code == 0, "\(sent.errors)")
            let sets = try await node.status().sets.map(\.rootDigest)
            #expect(sets.count == 2)

            /// The user IDs that a client who has nothing fetches.
            func fetched(_ name: String) async throws -> Set<String> {
                let home = try GnuPGHome(in: scratch, name)
                let result = try await home.keyserver(port, "--recv-keys", key)
                #expect(result.code == 0, "\(result.errors)")
                let userIDs = try await home.userIDs(key)
                await home.close()
                return Set(userIDs)
            }
            func finds(_ text: String) async throws -> Bool {
                let path = "/pks/lookup?op=index&options=mr&search=\(text)"
                return try await HTTPExchange.get("127.0.0.1", port, path).status == 200
            }
            func expectRedacted(_ name: String) async throws {
                #expect(try await fetched(name) == [Self.kept])
                #expect(try await !finds("secret@example.net"))
                #expect(try await finds("ada@example.org"))
                #expect(try await node.status().sets.map(\.rootDigest) == sets)
            }

            #expect(try await fetched("before") == [Self.kept, Self.hidden])
            #expect(try await finds("secret@example.net"))
            let redacted = try await node.redact("add", key, Self.hidden)
            #expect(redacted.code == 0, "\(redacted.errors)")
            try await expectRedacted("redacted")
            let list = try await node.redact("list", "--json").output
            #expect(list.contains(key), "\(list)")
            #expect(!list.contains("secret"), "\(list)")

            // The owner, who still has it, sends it again.
            #expect(try await owner.keyserver(port, "--send-keys", key).code == 0)
            try await expectRedacted("again")
            #expect(try await node.stop() == 0)
            try await node.start()
            try await expectRedacted("restarted")

            let undone = try await node.redact("remove", key, Self.hidden)
            #expect(undone.code == 0, "\(undone.errors)")
            #expect(try await fetched("after") == [Self.kept, Self.hidden])
            #expect(try await finds("secret@example.net"))
            #expect(try await node.status().sets.map(\.rootDigest) == sets)
            #expect(try await node.redact("list").output.contains("no redactions"))

            #expect(try await node.stop() == 0)
            #expect(try await node.run("check").code == 0)
            await owner.close()
        }

        @Test func `an order that makes no sense is refused`() async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            let unknown = "0123456789ABCDEF0123456789ABCDEF01234567"
            try await node.start()
            let none = try await node.redact("add", unknown)
            #expect(none.code == 1, "\(none.code) \(none.errors)")
            #expect(none.errors.contains(unknown), "\(none.errors)")
            #expect(try await node.redact("add", "01234567").code == 64)
            #expect(try await node.redact("add").code == 64)
            #expect(try await node.stop() == 0)
        }
    }
}

extension ClavigerNode {
    /// Runs `claviger redact`.
    fileprivate func redact(_ command: String, _ arguments: String...) async throws -> ProgramResult
    {
        try await Program.run(
            [Package.claviger, "redact", command, "--config", configuration] + arguments)
    }
}
