import Foundation
import NodeService
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// Answers of any length.
@Suite struct StreamTests {
    private let node = RecordingNode()

    @Test func `a dump arrives as the node gives it, with what it is of`() async throws {
        let pieces = (0..<200).map { [UInt8](repeating: UInt8($0), count: 1 + $0 * 700) }
        node.change { $0.pieces = pieces }
        try await withClient(node) { client in
            for snapshot in [try await client.dump(), try await client.backup()] {
                #expect(snapshot.summary == RecordingNode.snapshot)
                var octets: [UInt8] = []
                for try await piece in snapshot.octets { octets += piece }
                #expect(octets == pieces.flatMap { $0 })
            }
        }
    }

    @Test func `a dump that breaks off is an error and not a short dump`() async throws {
        struct Broken: Error {}
        node.change {
            $0.pieces = [[1, 2, 3], [4]]
            $0.breaking = Broken()
        }
        try await withClient(node) { client in
            let snapshot = try await client.dump()
            await #expect(throws: NodeSocketError.self) {
                for try await _ in snapshot.octets {}
            }
        }
    }

    @Test func `a refusal comes before the first octet`() async throws {
        node.change { $0.failure = NodeServiceError.busy("two dumps are under way already") }
        try await withClient(node) { client in
            await #expect(throws: NodeServiceError.busy("two dumps are under way already")) {
                try await client.dump()
            }
            node.change { $0.failure = NodeServiceError.unknownChange(9, last: 4) }
            await #expect(throws: NodeServiceError.unknownChange(9, last: 4)) {
                try await client.changes(after: 9, following: false)
            }
        }
    }

    @Test func `changes are told in order, and to who follows as they come`() async throws {
        try await withClient(node) { client in
            var changes: [KeyChange] = []
            for try await portion in try await client.changes(after: 3, following: false) {
                changes += portion
            }
            #expect(changes == RecordingNode.changes)
            // The connection is as good for the next request as after any other answer.
            for _ in 0..<50 {
                for try await _ in try await client.changes(after: 3, following: false) {}
            }
            // The answer has no end: they come before it.
            let following = try await client.changes(after: 4, following: true)
            var followed: [KeyChange] = []
            while followed.count < RecordingNode.changes.count {
                followed += try #require(try await following.next())
            }
            #expect(followed == RecordingNode.changes)
        }
        #expect(node.asked.changes.map(\.after) == [Int](repeating: 3, count: 51) + [4])
        #expect(node.asked.changes.map(\.following) == [Bool](repeating: false, count: 51) + [true])
    }

    @Test func `stopping does not wait for who follows the changes`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { stop in
                try await NodeSocketClient.with(path: path) { client in
                    let following = try await client.changes(after: 0, following: true)
                    _ = try await following.next()
                    await stop()
                    await #expect(throws: NodeSocketError.self) {
                        while try await following.next() != nil {}
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "after=-1", "after=x", "after=1&follow=yes", "after=99999999999999999999",
    ])
    func `a place that is none is refused`(query: String) async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                let (status, body) = try await ask(path, "GET /v1/changes?\(query)")
                #expect(status == 400)
                #expect(body.contains("\"bad_request\""))
            }
        }
        #expect(node.asked.changes.isEmpty)
    }
}
