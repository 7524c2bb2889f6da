package import GRDB

/// The writer's prepared statements for the rows of keys and trees. Each is made when it is first
/// needed and kept as long as the connection: making one, and GRDB's bookkeeping of each execution,
/// cost more than the row.
///
/// Used on the writer's queue only, which is why it may be declared `Sendable`.
package final class RowStatements: @unchecked Sendable {
    private let connection: OpaquePointer
    private var prepared: [Statement?]

    /// For the one connection of the queue.
    package init(_ queue: DatabaseQueue) {
        guard let connection = queue.unsafeRead(\.sqliteConnection) else {
            preconditionFailure("a queue that is open has a connection")
        }
        self.connection = connection
        prepared = Array(repeating: nil, count: RowQuery.allCases.count)
    }

    func statement(_ query: RowQuery) throws(NodeDatabaseError) -> Statement {
        if let statement = prepared[query.rawValue] { return statement }
        let statement = try Statement(query.sql, on: connection)
        prepared[query.rawValue] = statement
        return statement
    }

    /// Runs what gives no rows.
    func run(
        _ query: RowQuery, _ bind: (inout StatementParameters) -> Void
    ) throws(NodeDatabaseError) {
        let statement = try statement(query)
        try statement.bind(bind)
        defer { statement.reset() }
        while try statement.step() {}
    }

    /// Calls `body` for each row, until it returns false.
    func forEachRow(
        _ query: RowQuery, _ bind: (inout StatementParameters) -> Void,
        _ body: (borrowing ResultRow) throws -> Bool
    ) throws {
        let statement = try statement(query)
        try statement.bind(bind)
        defer { statement.reset() }
        while try statement.step() {
            guard try body(ResultRow(statement: statement)) else { return }
        }
    }

    /// The first row, as `body` reads it.
    func first<Value>(
        _ query: RowQuery, _ bind: (inout StatementParameters) -> Void,
        _ body: (borrowing ResultRow) throws -> Value
    ) throws -> Value? {
        var result: Value?
        try forEachRow(query, bind) { row in
            result = try body(row)
            return false
        }
        return result
    }

    /// Lets go of all of them, as has to be before the connection is closed.
    package func release() {
        prepared = Array(repeating: nil, count: RowQuery.allCases.count)
    }
}

/// What ``RowStatements`` run.
enum RowQuery: Int, CaseIterable {
    case storedCopies, isRemoved, redactions
    case insertKey, updateServed, updateChanged
    case lastChange, insertChange
    case putForm, deleteForm
    case insertKeyID, deleteKeyID
    case wordRowBefore, wordRowFrom, putWordRow, deleteWordRow
    case digestsOfKey, isHeld, insertDigest, deleteDigest
    case elements, putLeaf, deleteLeaf

    fileprivate var sql: String {
        switch self {
        case .storedCopies: StoredCopy.ofFingerprint
        case .isRemoved: Removals.ofKey
        case .redactions: Redactions.ofKey
        case .insertKey: "INSERT INTO key (fingerprint, changed, packets) VALUES (?, ?, ?)"
        case .updateServed: "UPDATE key SET packets = ? WHERE id = ?"
        case .updateChanged: "UPDATE key SET changed = ? WHERE id = ?"
        case .lastChange: "SELECT seq FROM sqlite_sequence WHERE name = 'change'"
        case .insertChange: "INSERT INTO change (sequence, time, key, kind) VALUES (?, ?, ?, ?)"
        case .putForm: "INSERT OR REPLACE INTO form (id, packets) VALUES (?, ?)"
        case .deleteForm: "DELETE FROM form WHERE id = ?"
        case .insertKeyID: "INSERT OR IGNORE INTO key_id (low, high, key) VALUES (?, ?, ?)"
        case .deleteKeyID: "DELETE FROM key_id WHERE low = ? AND high = ? AND key = ?"
        case .wordRowBefore:
            """
            SELECT after, keys FROM word_keys WHERE word = ? AND after < ?
            ORDER BY after DESC LIMIT 1
            """
        case .wordRowFrom:
            "SELECT after FROM word_keys WHERE word = ? AND after >= ? ORDER BY after LIMIT 1"
        case .putWordRow: "INSERT OR REPLACE INTO word_keys (word, after, keys) VALUES (?, ?, ?)"
        case .deleteWordRow: "DELETE FROM word_keys WHERE word = ? AND after = ?"
        case .digestsOfKey: "SELECT profile, digest FROM digest WHERE key = ?"
        case .isHeld: "SELECT 1 FROM digest WHERE profile = ? AND digest = ? LIMIT 1"
        case .insertDigest: "INSERT OR IGNORE INTO digest (profile, digest, key) VALUES (?, ?, ?)"
        case .deleteDigest: "DELETE FROM digest WHERE profile = ? AND digest = ? AND key = ?"
        case .elements: SetElements.query
        case .putLeaf:
            """
            INSERT OR REPLACE INTO tree_node (profile, prefix, leaf, count, samples)
            VALUES (?, ?, 1, ?, ?)
            """
        case .deleteLeaf: "DELETE FROM tree_node WHERE profile = ? AND prefix = ?"
        }
    }
}
