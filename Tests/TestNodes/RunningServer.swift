import Foundation
import Logging
package import NodeService
package import NodeSocket
import ServiceLifecycle

package enum TestFailure: Error {
    case notListening
    case timeout
}

/// A folder that is gone after the test. Its path is short: a socket's path has to be.
package func withFolder<Value>(_ work: (String) async throws -> Value) async throws -> Value {
    let folder = "/tmp/claviger-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await work(folder)
}

/// Fails rather than hang.
package func within<Value: Sendable>(
    _ limit: Duration = .seconds(20), _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TestFailure.timeout
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw TestFailure.timeout }
        return value
    }
}

/// Runs `work` while a server of `node` listens at `path`, where everybody is taken for `caller` if
/// there is one; it is stopped afterwards as by SIGTERM.
package func withServer<Value: Sendable>(
    _ node: any OperatorService, at path: String, access: AccessRules = AccessRules(),
    as caller: PeerCredential? = nil, idleTimeout: Duration = .seconds(20),
    _ work: @escaping @Sendable (_ stop: @escaping @Sendable () async -> Void) async throws -> Value
) async throws -> Value {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (listening, signal) = AsyncStream.makeStream(of: Void.self)
    let server = try NodeSocketServer(
        path: path, node: node, access: access,
        identify: { channel in caller ?? PeerCredential.of(channel) }, idleTimeout: idleTimeout,
        refusals: Refusals(), logger: logger, onListening: { signal.yield() })
    let group = ServiceGroup(
        configuration: .init(services: [server], gracefulShutdownSignals: [], logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { signal.finish() }
            try await group.run()
        }
        guard await listening.first(where: { _ in true }) != nil else {
            try await tasks.waitForAll()
            throw TestFailure.notListening
        }
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await within { try await work { await group.triggerGracefulShutdown() } })
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return try result.get()
    }
}

/// Runs `work` with a client of a server of `node`.
package func withClient<Value: Sendable>(
    _ node: any OperatorService,
    _ work: @escaping @Sendable (NodeSocketClient) async throws -> Value
) async throws -> Value {
    try await withFolder { folder in
        let path = folder + "/node.sock"
        return try await withServer(node, at: path) { _ in
            try await NodeSocketClient.with(path: path, work)
        }
    }
}
