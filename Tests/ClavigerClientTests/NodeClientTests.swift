import ClavigerClient
import Keyring
import NodeService
import NodeSocket
import OpenPGP
import TestNodes
import TestSupport
import Testing

/// The client as programs of others use it, against the socket of a scripted node.
@Suite struct NodeClientTests {
    private let node = RecordingNode()
    private static let fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567"

    private func withNode(
        _ work: @escaping @Sendable (NodeClient) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                try await NodeClient.with(socket: path, work)
            }
        }
    }

    @Test func `a search gives the keys that match with their packets`() async throws {
        let fingerprint = try #require(Fingerprint(hex: Self.fingerprint))
        node.change {
            $0.lookup = .found([
                FoundKey(fingerprint: fingerprint, digest: nil, packets: [0x99, 0, 1, 255])
            ])
        }
        try await withNode { client in
            let key = Key(
                fingerprint: Self.fingerprint, digest: nil, packets: [0x99, 0, 1, 255])
            let found = [
                try await client.search("ada  Lövelace", limit: 7),
                try await client.search("ada@example.org", exact: true),
            ]
            #expect(found == [[key], [key]])
            let one = try await client.key(fingerprint: Self.fingerprint)
            #expect(one == key)
        }
        let asked = node.asked.lookups
        #expect(asked.map(\.limit) == [7, 500, 500])
        let words = try KeyQuery.parse(search: Array("ada lövelace".utf8), exact: false)
        let exact = try KeyQuery.parse(search: Array("ada@example.org".utf8), exact: true)
        #expect(asked.map(\.query) == [words, exact, .fingerprint(fingerprint)])
    }

    @Test func `nothing found is an empty list, too much an error`() async throws {
        try await withNode { client in
            let found = try await client.search("ada")
            #expect(found.isEmpty)
            let one = try await client.key(fingerprint: Self.fingerprint)
            #expect(one == nil)
            node.change { $0.lookup = .tooMany(limit: 3) }
            await #expect(throws: NodeClientError.tooManyKeys(limit: 3)) {
                try await client.search("ada")
            }
        }
    }

    @Test func `what is handed in is told key by key`() async throws {
        node.change {
            $0.report.inserted = ["AA"]
            $0.report.ignored = [.init(fingerprint: "AA", reason: "2 signatures")]
            $0.report.refused = [.init(fingerprint: nil, reason: "no key")]
        }
        try await withNode { client in
            let report = try await client.submit([1, 2, 3])
            #expect(report.inserted == ["AA"])
            #expect(report.ignored.map(\.reason) == ["2 signatures"])
            #expect(report.refused.map(\.fingerprint) == [nil])
        }
        #expect(node.asked.submissions.map(\.bytes) == [[1, 2, 3]])
    }

    @Test func `status and health are the node's`() async throws {
        try await withNode { client in
            let status = try await client.status()
            #expect(status.name == RecordingNode.status.name)
            #expect(status.keys == RecordingNode.status.keys)
            #expect(status.sets.map(\.rootDigest) == RecordingNode.status.sets.map(\.rootDigest))
            #expect(status.refusals == RecordingNode.status.refusals)
            #expect(try await client.isHealthy())
            node.change { $0.isHealthy = false }
            #expect(try await client.isHealthy() == false)
        }
    }

    static let failures: [(any Error & Sendable, NodeClientError)] = [
        (NodeServiceError.overBudget(retryAfter: 17), .overBudget(retryAfter: 17)),
        (NodeServiceError.stopping, .unavailable("\(NodeServiceError.stopping)")),
        (NodeServiceError.busy("two dumps"), .unavailable("\(NodeServiceError.busy("two dumps"))")),
        (
            NodeServiceError.unknownChange(9, last: 4),
            .unknownChange("\(NodeServiceError.unknownChange(9, last: 4))")
        ),
    ]

    @Test func `a refusal says what programs need`() async throws {
        try await withNode { client in
            for (failure, error) in Self.failures {
                node.change { $0.failure = failure }
                await #expect(throws: error) { try await client.submit([]) }
            }
            node.change { $0.failure = NodeServiceError.unknownPeer("x") }
            await #expect {
                try await client.status()
            } throws: { error in
                guard case NodeClientError.refused(code: "unknown_peer", _) = error else {
                    return false
                }
                return true
            }
        }
        let temporary = Self.failures.map(\.1.isTemporary)
        #expect(temporary == [true, true, true, false])
    }

    @Test func `who has no role is told so`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path, as: .init(process: 1, user: 4711, group: 1)) {
                _ in
                try await NodeClient.with(socket: path) { client in
                    _ = await #expect {
                        try await client.status()
                    } throws: { error in
                        guard case NodeClientError.forbidden = error else { return false }
                        return true
                    }
                }
            }
        }
    }

    @Test func `no node and no possible path are told apart`() async throws {
        try await withFolder { folder in
            try await NodeClient.with(socket: folder + "/node.sock") { client in
                _ = await #expect {
                    try await client.status()
                } throws: { error in
                    guard case NodeClientError.unreachable = error else { return false }
                    return true
                }
            }
        }
        #expect(throws: NodeClientError.pathTooLong(limit: 103)) {
            try NodeClient(socket: "/" + String(repeating: "a", count: 103))
        }
    }
}
