import Foundation
import Keyring
import NodeService
import NodeSocket
import TestNodes
import Testing

extension Interoperability {
    /// The programs of `cluster/examples`, as their readers run them.
    @Suite(.serialized)
    struct Examples {
        /// Keys one by one, each in a file of its own.
        private struct Keys {
            let scratch: Scratch
            private var count = 0

            init(in scratch: Scratch) { self.scratch = scratch }

            mutating func next() async throws -> (file: String, fingerprint: String, name: String) {
                let keys = try await GeneratedKeys.make(
                    seed: 61, start: count, count: 1, in: scratch.path)
                count += 1
                return (keys.path, keys.fingerprints[0], keys.userIDs[0])
            }
        }

        /// How often the program has printed each fingerprint.
        private func counts(_ program: Program, _ fingerprints: [String]) -> [Int] {
            let output = program.output
            return fingerprints.map { output.components(separatedBy: $0).count - 1 }
        }

        @Test(arguments: Example.expected)
        func `a program searches, hands in, and follows through restarts`(
            example: Example
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            var keys = Keys(in: scratch)
            let node = try await ClavigerNode(
                "n", in: "\(scratch.path)/n", address: Loopback.address())
            let socket = "\(node.folder)/data/node.sock"
            let old = try await keys.next()
            try await node.load(old.file)
            try await node.start()

            let cursor = "\(scratch.path)/cursor"
            let follower = try example.follow(
                socket, cursor: cursor, outputs: "\(scratch.path)/follow")
            try await poll("the key that was there") {
                follower.output.contains(old.fingerprint)
            }
            // A key that is handed in while it follows.
            let new = try await keys.next()
            let submitted = try await example.run(socket, "submit", new.file)
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(submitted.output.contains("inserted"), "\(submitted.output)")
            #expect(submitted.output.contains(new.fingerprint), "\(submitted.output)")
            try await poll("the key that was handed in") {
                follower.output.contains(new.fingerprint)
            }
            try await search(example, socket, new.name, new.fingerprint)

            // The node is started again.
            try await node.stop()
            try await node.start()
            let next = try await keys.next()
            #expect(try await example.run(socket, "submit", next.file).code == 0)
            try await poll("a key of the node's next start: \(follower.errors)") {
                follower.output.contains(next.fingerprint)
            }
            #expect(
                counts(follower, [old.fingerprint, new.fingerprint, next.fingerprint]) == [1, 1, 1])

            // So is the program, and something was missed in between.
            try await poll("the number of the last change to be kept") {
                let words = follower.output.split(separator: "\n").last?
                    .split { !$0.isLetter && !$0.isNumber }
                return words?.contains { "\($0)\n" == Program.text(cursor) } ?? false
            }
            #expect(try await follower.stop() != 0)
            let missed = try await keys.next()
            #expect(try await example.run(socket, "submit", missed.file).code == 0)
            let second = try example.follow(
                socket, cursor: cursor, outputs: "\(scratch.path)/again")
            try await poll("what was missed") { second.output.contains(missed.fingerprint) }
            #expect(
                counts(second, [old.fingerprint, new.fingerprint, next.fingerprint]) == [0, 0, 0])
            #expect(try await second.stop() != 0)
            #expect(try await node.stop() == 0)
        }

        private func search(
            _ example: Example, _ socket: String, _ name: String, _ fingerprint: String
        ) async throws {
            let found = try await example.run(socket, "search", name)
            #expect(found.code == 0, "\(found.errors)")
            if example == .shell {
                #expect(found.output.hasPrefix("-----BEGIN PGP PUBLIC KEY BLOCK-----"))
            } else {
                #expect(found.output.contains(fingerprint), "\(found.output)")
            }
        }

        @Test(arguments: Example.expected)
        func `a program waits as long as the node tells it to`(example: Example) async throws {
            let node = RecordingNode()
            node.change { $0.failure = NodeServiceError.overBudget(retryAfter: 1) }
            try await withScriptedNode(node) { socket, scratch in
                let file = try scratch.write(Array("some key".utf8), to: "key")
                let start = ContinuousClock.now
                async let result = example.run(socket, "submit", file)
                try await poll("the first attempt") { node.asked.submissions.count == 1 }
                node.change {
                    $0.failure = nil
                    $0.report.inserted = ["0123456789ABCDEF0123456789ABCDEF01234567"]
                }
                #expect(try await result.code == 0)
                #expect(try await result.output.contains("inserted"))
                #expect(ContinuousClock.now - start >= .seconds(1))
                #expect(node.asked.submissions.map(\.bytes.count) == [8, 8])
            }
        }

        @Test(arguments: Example.expected)
        func `a program without a role, a node or a past says so and ends`(
            example: Example
        ) async throws {
            let node = RecordingNode()
            let stranger = PeerCredential(process: 1, user: 4_711, group: 4_711)
            try await withScriptedNode(node, as: stranger) { socket, scratch in
                for what in ["search", "submit", "follow"] {
                    let result = try await example.run(socket, what, "\(scratch.path)/absent")
                    #expect(result.code != 0, "\(what)")
                    if what != "submit" {
                        #expect(result.errors.contains("user 4711"), "\(what): \(result.errors)")
                    }
                }
            }
            try await withScriptedNode(node) { socket, scratch in
                node.change { $0.failure = NodeServiceError.unknownChange(9, last: 4) }
                let cursor = try scratch.write(Array("9\n".utf8), to: "cursor")
                let result = try await example.run(socket, "follow", cursor)
                #expect(result.code != 0)
                #expect(result.errors.contains("the last is 4"), "\(result.errors)")
                #expect(Program.text(cursor) == "9\n")
                #expect(try await example.run(socket + ".not", "search", "x").code != 0)
                #expect(try await example.run(socket, "frobnicate", "x").code == 64)
            }
        }

        private func withScriptedNode(
            _ node: RecordingNode, as caller: PeerCredential? = nil,
            _ work: @escaping @Sendable (_ socket: String, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let socket = "\(scratch.path)/node.sock"
            try await withServer(node, at: socket, as: caller) { _ in
                try await work(socket, scratch)
            }
        }
    }
}
