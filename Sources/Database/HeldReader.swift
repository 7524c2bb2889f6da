/// A read connection lent for as long as this lives, with one state of the database to read: what is
/// committed meanwhile does not show. SQLite keeps all of its write-ahead log from that state on, so
/// whoever holds one must not hold it idly.
final class HeldReader: Sendable {
    private let reader: Reader
    private let pool: ReaderPool

    /// For ``ReaderPool/hold()``.
    init(_ reader: Reader, of pool: ReaderPool) throws {
        self.reader = reader
        self.pool = pool
        try reader.beginSnapshot()
    }

    /// Reads on a thread of the pool's own. One call at a time.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Reader) throws -> Value
    ) async throws -> Value {
        try await pool.run { try body(self.reader) }
    }

    deinit {
        reader.endSnapshot()
        pool.takeBack(reader)
    }
}
