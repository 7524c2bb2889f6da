import GRDBSQLite

/// One read-only connection with its prepared statements, for point look-ups: a tenth of the cost
/// of a pooled read through GRDB.
///
/// Not safe for two threads at once; ``ReaderPool`` lends it to one at a time, which is why it
/// may be declared `Sendable`.
final class Reader: @unchecked Sendable {
    private let connection: OpaquePointer
    private var statements: [String: Statement] = [:]
    private var foundStatements = [Statement?](repeating: nil, count: KeyCondition.allCases.count)

    /// How long a read waits for SQLite's short exclusive locks (WAL recovery, checkpoint reset).
    private static let busyMilliseconds: Int32 = 5_000

    /// How much of the file is read where the system has it in memory, instead of copied page by page
    /// to a cache of each connection: all that SQLite maps, 2 GiB less 64 KiB. What was not read for
    /// long comes from the disk in pieces of 128 KiB, not of 4.
    private static let octetsMapped = 0x7fff_0000

    /// Pages that one keeps of those that are not mapped, 16 MiB: what is in the write-ahead log, and
    /// beyond 2 GiB.
    private static let pagesKept = 4_096

    init(path: String) throws(NodeDatabaseError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw .sqlite(code: code, message: "\(path): \(message)")
        }
        connection = handle
        sqlite3_busy_timeout(handle, Self.busyMilliseconds)
        let settings = """
            PRAGMA cache_size = \(Self.pagesKept);
            PRAGMA mmap_size = \(Self.octetsMapped);
            """
        sqlite3_exec(handle, settings, nil, nil, nil)
    }

    deinit {
        statements.removeAll()
        foundStatements.removeAll()
        sqlite3_close_v2(connection)
    }

    /// Calls `body` for each row, until it returns false.
    func forEachRow(
        _ sql: String, _ values: [SQLValue] = [], _ body: (borrowing ResultRow) throws -> Bool
    ) throws {
        let statement = try statement(for: sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {
            guard try body(ResultRow(statement: statement)) else { return }
        }
    }

    /// All rows, as `body` reads them.
    func rows<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ body: (borrowing ResultRow) throws -> Value
    ) throws -> [Value] {
        var result: [Value] = []
        try forEachRow(sql, values) { row in
            result.append(try body(row))
            return true
        }
        return result
    }

    /// The first row, as `body` reads it.
    func first<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ body: (borrowing ResultRow) throws -> Value
    ) throws -> Value? {
        var result: Value?
        try forEachRow(sql, values) { row in
            result = try body(row)
            return false
        }
        return result
    }

    /// Reads one state of the database throughout `body`.
    func snapshot<Value>(_ body: () throws -> Value) throws -> Value {
        // It does so already.
        if sqlite3_get_autocommit(connection) == 0 { return try body() }
        try beginSnapshot()
        defer { endSnapshot() }
        return try body()
    }

    /// From the next read on there is one state of the database to read.
    func beginSnapshot() throws { try forEachRow("BEGIN") { _ in true } }

    /// A read transaction has nothing to lose: ending it cannot fail in a way that matters.
    func endSnapshot() { try? forEachRow("COMMIT") { _ in true } }

    /// The statement by which keys are found: asked for so often that to look up its text would
    /// cost a good part of what it costs to run.
    func statement(for condition: KeyCondition) throws(NodeDatabaseError) -> Statement {
        if let statement = foundStatements[condition.rawValue] { return statement }
        let statement = try Statement(condition.sql, on: connection)
        foundStatements[condition.rawValue] = statement
        return statement
    }

    func statement(for sql: String) throws(NodeDatabaseError) -> Statement {
        if let statement = statements[sql] { return statement }
        let statement = try Statement(sql, on: connection)
        statements[sql] = statement
        return statement
    }
}
