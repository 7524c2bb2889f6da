import NIOCore
import NodeService
import Synchronization
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// Connections that are opened and left open.
@Suite struct FloodTests {
    private let node = RecordingNode()
    private static let share = SocketEntrance.connectionsOfOneUser

    /// Says who connects next, and counts the connections of each.
    private final class Callers: Sendable {
        private let state = Mutex<(next: UInt32, counts: [UInt32: Int])>((0, [:]))

        func next(_ user: UInt32) { state.withLock { $0.next = user } }

        func count(of user: UInt32) -> Int { state.withLock { $0.counts[user] ?? 0 } }

        func identify(_ descriptor: CInt) -> PeerCredential? {
            state.withLock { state in
                state.counts[state.next, default: 0] += 1
                return PeerCredential(process: 1, user: state.next, group: state.next)
            }
        }
    }

    private func serving(
        _ grants: [Role: [AccessRules.Subject]], refusals: Refusals, callers: Callers,
        _ work: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(
                node, at: path, access: LiveAccess(AccessRules(grants, owner: 1000)),
                identify: { callers.identify($0) }, refusals: refusals
            ) { _ in try await work(path) }
        }
    }

    /// Opens silent connections until the server has closed `closed` of them.
    ///
    /// - Parameters:
    ///   - turns: so many times a part of them.
    ///   - work: done after each part.
    private func flood(
        _ path: String, _ count: Int, until closed: Int, turns: Int = 1,
        _ work: () async throws -> Void = {}
    ) async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<turns {
                for _ in 0..<count / turns {
                    // Who has to make room at once may not even get to be silent.
                    group.addTask { try await exchange(path, "", awaitsSending: false) }
                }
                try await work()
            }
            for _ in 0..<closed {
                let received = try await group.next()
                #expect(received == "")
            }
            group.cancelAll()
        }
    }

    @Test func `a flood of one user costs that user's own connections, and those who wait`()
        async throws
    {
        let (refusals, callers) = (Refusals(), Callers())
        let grants: [Role: [AccessRules.Subject]] = [.reader: [.user(1001), .user(1002)]]
        try await serving(grants, refusals: refusals, callers: callers) { path in
            var use = NodeSocketClient.Use()
            use.connections = 1
            callers.next(1002)
            try await NodeSocketClient.with(path: path, use: use) { other in
                _ = try await other.status()
                callers.next(1001)
                // Beside a live client of the same user, who connects anew each time. In turns: were
                // there more than a share of them before his request is read, his would have waited
                // longest.
                try await flood(path, 400, until: 400 - Self.share, turns: 20) {
                    let (status, _) = try await ask(path, "GET /v1/status")
                    #expect(status == 200)
                }
                _ = try await other.status()
            }
            #expect(callers.count(of: 1002) == 1)
            #expect(callers.count(of: 1001) == 420)
            #expect(refusals.all["socket.idle", default: 0] >= 400 - Self.share)
            #expect(refusals.all["socket.full"] == nil)
        }
    }

    @Test func `an operator's flood leaves the connections of others alone`() async throws {
        let (refusals, callers) = (Refusals(), Callers())
        try await serving([.reader: [.user(1002)]], refusals: refusals, callers: callers) { path in
            var use = NodeSocketClient.Use()
            use.connections = 1
            callers.next(1002)
            try await NodeSocketClient.with(path: path, use: use) { other in
                _ = try await other.status()
                callers.next(1000)
                try await flood(path, 600, until: 600 - SocketChannel.mostConnections + 1)
                _ = try await other.status()
            }
            #expect(callers.count(of: 1002) == 1)
        }
    }
}
