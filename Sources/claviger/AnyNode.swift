import Database
import Logging
import Node
import NodeConfiguration
import NodeService

/// The running node or, when none runs, its database opened in this process.
enum AnyNode {
    /// A node that starts or stops holds its database for so long, at most, without answering.
    private static let patience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(100)

    /// Which of the two it is is decided by the lock of the database, so that two processes never
    /// have it open.
    ///
    /// - Parameter takesIn: whether the work takes keys in; then what an earlier process died of is
    ///   sorted out first, so that the work does not die of it too.
    static func use<Value>(
        _ target: NodeOptions.Target, takesIn: Bool = false,
        _ work: (any OperatorService) async throws -> Value
    ) async throws -> Value {
        guard case .configured(let configuration, let file) = target else {
            return try await RunningNode.use(target, work)
        }
        if takesIn, await !RunningNode.answers(target) {
            await Leftovers(of: configuration, file: file, logger: logger).clear()
        }
        let start = ContinuousClock.now
        while true {
            if let node = try open(configuration) { return try await use(node, work) }
            let isLate = ContinuousClock.now - start >= patience
            if await RunningNode.answers(target) || isLate {
                return try await RunningNode.use(target, work)
            }
            try await Task.sleep(for: pause)
        }
    }

    private static func use<Value>(
        _ node: Node, _ work: (any OperatorService) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await work(node)
            try node.close()
            return value
        } catch {
            try? node.close()
            throw error
        }
    }

    /// For the person who gave the command.
    private static var logger: Logger { LogConfiguration(format: .text).logger(.node) }

    /// Nil when another process has the database open.
    private static func open(_ configuration: NodeConfiguration) throws -> Node? {
        do {
            return try Node.open(configuration, logger: logger)
        } catch NodeDatabaseError.inUse {
            return nil
        }
    }
}
