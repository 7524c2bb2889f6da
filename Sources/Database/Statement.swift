import GRDBSQLite

/// A prepared statement of ``Reader`` or of the writer (``RowStatements``).
final class Statement {
    private let connection: OpaquePointer
    let handle: OpaquePointer

    init(_ sql: String, on connection: OpaquePointer) throws(NodeDatabaseError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else {
            throw .sqlite(code: code, message: String(cString: sqlite3_errmsg(connection)))
        }
        self.connection = connection
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ values: [SQLValue]) throws(NodeDatabaseError) {
        precondition(
            values.count == Int(sqlite3_bind_parameter_count(handle)),
            "each parameter of a statement is bound")
        var position: Int32 = 0
        for value in values {
            position += 1
            let code =
                switch value {
                case .integer(let integer): sqlite3_bind_int64(handle, position, integer)
                case .text(let text): sqlite3_bind_text(handle, position, text, -1, Self.transient)
                case .blob(let bytes):
                    bytes.withUnsafeBytes { buffer in
                        // A null pointer would bind NULL where an empty blob is meant.
                        buffer.isEmpty
                            ? sqlite3_bind_zeroblob(handle, position, 0)
                            : sqlite3_bind_blob64(
                                handle, position, buffer.baseAddress, UInt64(buffer.count),
                                Self.transient)
                    }
                }
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    /// Runs a statement of two parameters that gives no rows. SQLite reads the octets where they
    /// are and does not copy them first.
    func run(_ integer: Int64, borrowing octets: [UInt8]) throws(NodeDatabaseError) {
        let code = octets.withUnsafeBytes { buffer in
            sqlite3_bind_int64(handle, 1, integer)
            sqlite3_bind_blob64(handle, 2, buffer.baseAddress, UInt64(buffer.count), nil)
            defer { reset() }
            return sqlite3_step(handle)
        }
        guard code == SQLITE_DONE else { throw failure(code) }
    }

    /// True when there is a row, false at the end.
    func step() throws(NodeDatabaseError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Runs it anew with another integer as one of its parameters; the others stay.
    func restart(at position: Int32, with integer: Int64) throws(NodeDatabaseError) {
        sqlite3_reset(handle)
        let code = sqlite3_bind_int64(handle, position, integer)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    func failure(_ code: Int32) -> NodeDatabaseError {
        .sqlite(code: code, message: String(cString: sqlite3_errmsg(connection)))
    }
}

/// The row at which a statement stands.
struct ResultRow: ~Copyable {
    private let statement: Statement

    init(statement: Statement) { self.statement = statement }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement.handle, column) }

    func text(_ column: Int32) -> String {
        sqlite3_column_text(statement.handle, column).map { String(cString: $0) } ?? ""
    }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement.handle, column) == SQLITE_NULL
    }

    func blob(_ column: Int32) -> [UInt8] { withBlob(column) { Array($0) } }

    /// Lends the octets where SQLite has them.
    func withBlob<Value, Failure>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        // The pointer is asked for before the size, as SQLite's documentation wants it.
        let pointer = sqlite3_column_blob(statement.handle, column)
        let count = Int(sqlite3_column_bytes(statement.handle, column))
        return try body(
            UnsafeRawBufferPointer(start: pointer, count: pointer == nil ? 0 : count))
    }
}
