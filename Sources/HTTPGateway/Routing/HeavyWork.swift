import NIOPosix

/// Runs work whose time grows with what was found or sent, off the threads that everything else
/// shares: armoring or listing hundreds of keys takes tens of milliseconds.
enum HeavyWork {
    /// From this many octets on, work is worth the hop to another thread.
    static let threshold = 128 << 10

    static func run<Value: Sendable>(
        octets: Int, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        guard octets >= threshold else { return try work() }
        return try await NIOThreadPool.singleton.runIfActive(work)
    }
}
