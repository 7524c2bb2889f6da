import Foundation
import OpenPGP
import Testing

extension Interoperability {
    /// Garbage on every port of a real node: it is refused and counted, nothing is lost, and the
    /// node goes on.
    @Suite(.serialized)
    struct HostileInput {
        /// A node with ten keys and two listed peers that do not exist.
        private func withNode(
            _ body: (ClavigerNode, _ peer: String, _ other: String, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let keys = try await GeneratedKeys.make(seed: 5, count: 10, in: scratch.path)
            let (peer, other) = (Loopback.address(), Loopback.address())
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address(),
                peers: [
                    .init(name: "peer", recon: "\(peer):1", http: "http://\(peer):2"),
                    .init(name: "other", recon: "\(other):1", http: "http://\(other):2"),
                ])
            // So that silent clients are seen to be dropped.
            try node.edit("idle_timeout: ", "1s")
            try await node.load(keys.path)
            try await node.start()
            let before = try await node.status()
            try await body(node, peer, other, scratch)
            let after = try await node.status()
            #expect(after.keys == 10)
            #expect(after.sks?.rootDigest == before.sks?.rootDigest)
            #expect(try await node.count(of: keys.digests) == 10)
            let check = try await node.run("check")
            #expect(check.code == 0, "\(check.output)")
            #expect(try await node.stop() == 0)
        }

        /// How often the node refused something at one of its doors.
        private func refusals(_ node: ClavigerNode, at door: String) async throws -> Int {
            try await node.status().refusals.filter { $0.key.hasPrefix(door) }.values.reduce(0, +)
        }

        private func expectCounted(
            _ garbage: Garbage, by node: ClavigerNode, at door: String, before: Int
        ) async throws {
            guard garbage.isCounted else { return }
            do {
                try await poll("\(garbage) to be counted", seconds: 5) {
                    try await refusals(node, at: door) > before
                }
            } catch {
                Issue.record("\(error)")
            }
        }

        private var seed: UInt64 {
            let environment = ProcessInfo.processInfo.environment["CLAVIGER_SEED"]
            let seed = environment.flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)
            print("CLAVIGER_SEED=\(seed)")
            return seed
        }

        @Test func `the HTTP port refuses garbage`() async throws {
            try await withNode { node, _, _, scratch in
                var noise = Noise(seed: seed)
                let made = try await GeneratedKeys.make(seed: 6, count: 1, in: scratch.path)
                let key = Armor.encode(
                    Array(FileManager.default.contents(atPath: made.path) ?? Data()))
                for garbage in Garbage.http(&noise, key: String(decoding: key, as: UTF8.self)) {
                    let before = try await refusals(node, at: "hkp.")
                    let answer = try await garbage.send(to: node.address, port: node.httpPort)
                    let status = String(decoding: answer.prefix(12), as: UTF8.self)
                    #expect(
                        answer.isEmpty || status.hasPrefix("HTTP/1.1 4")
                            || status.hasPrefix("HTTP/1.1 501"), "\(garbage): \(status)")
                    try await expectCounted(garbage, by: node, at: "hkp.", before: before)
                }
            }
        }

        @Test func `the recon port refuses garbage from a listed address`() async throws {
            try await withNode { node, peer, _, _ in
                var noise = Noise(seed: seed)
                for garbage in Garbage.recon(&noise) {
                    let before = try await refusals(node, at: "recon.")
                    _ = try await garbage.send(
                        to: node.address, port: node.reconPort, from: peer)
                    try await expectCounted(garbage, by: node, at: "recon.", before: before)
                }
            }
        }

        @Test func `the recon port hangs up on an address that is not listed`() async throws {
            try await withNode { node, _, _, _ in
                let answer = try await Garbage(
                    name: "a good Config", bytes: ReconBytes.config(), end: .silence
                ).send(to: node.address, port: node.reconPort, from: Loopback.address())
                #expect(answer.isEmpty)
                #expect(try await node.status().refusals["recon.unlisted"] == 1)
            }
        }

        @Test func `a peer that sends nothing holds up no other and is dropped`() async throws {
            try await withNode { node, silent, peer, _ in
                let (address, port) = (node.address, node.reconPort)
                async let dropped = Garbage(name: "silence", bytes: [], end: .silence).send(
                    to: address, port: port, from: silent, seconds: 90)
                let first = try await blocking {
                    let connection = try Connection(to: address, port: port, from: peer)
                    connection.send(ReconBytes.config() + ReconBytes.passed)
                    return connection.receive()
                }
                #expect(first?.starts(with: ReconBytes.config().prefix(5)) == true)
                let health = try await HTTPExchange.get(address, node.httpPort, "/pks/health")
                #expect(health.status == 200)
                _ = try await dropped
            }
        }

        @Test func `the node socket refuses garbage`() async throws {
            try await withNode { node, _, _, _ in
                var noise = Noise(seed: seed)
                let socket = "\(node.folder)/data/node.sock"
                let requests = [
                    "GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n",
                    "POST /v1/submit HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
                    "GET /v1/lookup?fingerprint=xyz HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /v1/sta",
                ]
                let before = try await refusals(node, at: "socket.")
                for request in requests {
                    try await Garbage(name: request, bytes: Array(request.utf8)).send(
                        toSocket: socket)
                }
                try await Garbage(name: "noise", bytes: noise.bytes(100_000)).send(toSocket: socket)
                #expect(try await refusals(node, at: "socket.") > before)
            }
        }
    }
}
