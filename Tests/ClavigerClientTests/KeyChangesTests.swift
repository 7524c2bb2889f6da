import ClavigerClient
import NodeService
import NodeSocket
import TestNodes
import TestSupport
import Testing

/// Changes as programs of others follow them.
@Suite struct KeyChangesTests {
    private let node = RecordingNode()

    private func numbers(_ changes: some Sequence<ClavigerClient.KeyChange>) -> [Int] {
        changes.map(\.sequence)
    }

    private static let all = RecordingNode.changes.map(\.sequence)

    @Test func `changes end with the last one`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                try await NodeClient.with(socket: path) { client in
                    var changes: [ClavigerClient.KeyChange] = []
                    for try await change in client.changes(after: 3) { changes.append(change) }
                    #expect(numbers(changes) == Self.all)
                    #expect(changes.map(\.change) == [.inserted, .updated, .removed])
                    #expect(changes.map(\.fingerprint) == ["AA", "BB", "AA"])
                }
            }
        }
        #expect(node.asked.changes.map(\.after) == [3])
        #expect(node.asked.changes.map(\.following) == [false])
    }

    /// Follows in a task of its own; the numbers of the changes come out of the stream.
    private func following(_ client: NodeClient) -> (Task<Void, any Error>, AsyncStream<Int>) {
        let (numbers, signal) = AsyncStream.makeStream(of: Int.self)
        let task = Task {
            defer { signal.finish() }
            for try await change in client.follow() { signal.yield(change.sequence) }
        }
        return (task, numbers)
    }

    private func next(_ count: Int, of numbers: AsyncStream<Int>) async -> [Int] {
        var next: [Int] = []
        for await number in numbers {
            next.append(number)
            if next.count == count { break }
        }
        return next
    }

    @Test func `who follows goes on where it was when the node is started again`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await NodeClient.with(socket: path) { client in
                let (task, numbers) = try await withServer(node, at: path) { _ in
                    let (task, numbers) = following(client)
                    #expect(await next(3, of: numbers) == Self.all)
                    return (task, numbers)
                }
                defer { task.cancel() }
                try await withServer(node, at: path) { _ in
                    #expect(await next(3, of: numbers) == Self.all)
                }
            }
        }
        #expect(node.asked.changes.map(\.after) == [0, Self.all[2]])
        #expect(node.asked.changes.map(\.following) == [true, true])
    }

    @Test func `a node that was never there is no node to wait for`() async throws {
        try await withFolder { folder in
            try await NodeClient.with(socket: folder + "/node.sock") { client in
                _ = await #expect(throws: NodeClientError.self) {
                    for try await _ in client.follow() {}
                }
            }
        }
    }

    @Test func `another database is told and not waited for`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await NodeClient.with(socket: path) { client in
                let task = try await withServer(node, at: path) { _ in
                    let (task, numbers) = following(client)
                    #expect(await next(1, of: numbers) == [Self.all[0]])
                    return task
                }
                node.change { $0.failure = NodeServiceError.unknownChange(7, last: 2) }
                try await withServer(node, at: path) { _ in
                    _ = await #expect {
                        try await task.value
                    } throws: { error in
                        guard case NodeClientError.unknownChange = error else { return false }
                        return true
                    }
                }
            }
        }
    }

    @Test func `following ends with the task`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                try await NodeClient.with(socket: path) { client in
                    let (task, numbers) = following(client)
                    #expect(await next(3, of: numbers) == Self.all)
                    task.cancel()
                    await #expect(throws: CancellationError.self) { try await task.value }
                }
            }
        }
    }
}
