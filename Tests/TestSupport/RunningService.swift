package import Logging
package import ServiceLifecycle

/// Runs `work` while a service runs, once it has said where it listens; it is stopped afterwards as
/// by SIGTERM, however `work` ends.
///
/// - Parameters:
///   - listening: what the service says, and the end into which it does.
///   - work: gets what was said and a way to stop the service before its end.
package func withService<Place: Sendable, Value: Sendable>(
    _ service: any Service,
    listening: (places: AsyncStream<Place>, signal: AsyncStream<Place>.Continuation),
    logger: Logger,
    _ work: (Place, _ stop: @escaping @Sendable () async -> Void) async throws -> Value
) async throws -> Value {
    let group = ServiceGroup(
        configuration: .init(services: [service], gracefulShutdownSignals: [], logger: logger))
    let signal = listening.signal
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { signal.finish() }
            try await group.run()
        }
        guard let place = await listening.places.first(where: { _ in true }) else {
            try await tasks.waitForAll()
            throw TestFailure.notListening
        }
        let result: Result<Value, any Error>
        do {
            result = .success(try await work(place) { await group.triggerGracefulShutdown() })
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return try result.get()
    }
}
