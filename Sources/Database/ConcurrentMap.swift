import Dispatch
import Synchronization

/// Transforms each item, on all cores at once and the calling thread among them; it blocks until all
/// are done. For threads of the database's own, never for the cooperative pool.
func concurrentMap<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ transform: @Sendable (Item) throws -> Value
) throws -> [Value] {
    let results = Mutex([Result<Value, any Error>?](repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
        let result = Result { try transform(items[index]) }
        results.withLock { $0[index] = result }
    }
    return try results.withLock { results in
        try results.map { result in
            guard let result else { preconditionFailure("each iteration was performed") }
            return try result.get()
        }
    }
}
