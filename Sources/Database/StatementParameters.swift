import GRDBSQLite
import OpenPGP

/// The values of a statement's parameters, bound one after the other without anything in between:
/// of the millions of rows of a load each has some.
struct StatementParameters {
    private let handle: OpaquePointer
    private var position: Int32 = 0
    /// The first failure; the statement is not run then.
    fileprivate private(set) var code = SQLITE_OK

    fileprivate init(_ handle: OpaquePointer) { self.handle = handle }

    mutating func bind(_ integer: some BinaryInteger) {
        take(sqlite3_bind_int64(handle, next(), Int64(truncatingIfNeeded: integer)))
    }

    mutating func bind(_ text: String) {
        take(sqlite3_bind_text(handle, next(), text, -1, Statement.transient))
    }

    /// SQLite copies the octets.
    mutating func bind(_ octets: [UInt8]) {
        octets.withUnsafeBytes { bind($0) }
    }

    mutating func bind(_ digest: KeyDigest) {
        withUnsafeBytes(of: (digest.high.bigEndian, digest.low.bigEndian)) { bind($0) }
    }

    private mutating func bind(_ octets: UnsafeRawBufferPointer) {
        // A null pointer would bind NULL where an empty blob is meant.
        take(
            octets.isEmpty
                ? sqlite3_bind_zeroblob(handle, next(), 0)
                : sqlite3_bind_blob64(
                    handle, next(), octets.baseAddress, UInt64(octets.count), Statement.transient))
    }

    private mutating func next() -> Int32 {
        position += 1
        return position
    }

    private mutating func take(_ code: Int32) {
        if self.code == SQLITE_OK { self.code = code }
    }
}

extension Statement {
    /// SQLITE_TRANSIENT, a macro that is not imported: SQLite copies the octets.
    static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    /// Binds the values of all parameters.
    func bind(_ bind: (inout StatementParameters) -> Void) throws(NodeDatabaseError) {
        var parameters = StatementParameters(handle)
        bind(&parameters)
        guard parameters.code == SQLITE_OK else { throw failure(parameters.code) }
    }
}
