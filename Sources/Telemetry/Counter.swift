import Synchronization

/// Counts what happened; it only grows. To add costs one atomic instruction.
package final class Counter: Sendable {
    private let count = Atomic(0)

    package init() {}

    package var value: Int { count.load(ordering: .relaxed) }

    package func add(_ more: Int = 1) { count.wrappingAdd(more, ordering: .relaxed) }
}

/// How many of something there are now.
package final class Level: Sendable {
    private let level = Atomic(0)

    package init() {}

    package var value: Int { level.load(ordering: .relaxed) }

    package func rise() { level.wrappingAdd(1, ordering: .relaxed) }
    package func fall() { level.wrappingSubtract(1, ordering: .relaxed) }
}
