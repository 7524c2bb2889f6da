/// Why a test could not do what it wanted to do.
package enum TestFailure: Error {
    case notListening
    case timeout(String)
    case closed
    case malformed(String)
}

/// Fails rather than hang.
package func within<Value: Sendable>(
    _ limit: Duration = .seconds(20), _ what: String = "the server",
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TestFailure.timeout(what)
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw TestFailure.closed }
        return value
    }
}

/// Waits for a condition that another thread brings about.
package func until(
    _ limit: Duration = .seconds(20), _ condition: @escaping @Sendable () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while !(try await condition()) {
        guard clock.now < end else { throw TestFailure.timeout("a condition") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
