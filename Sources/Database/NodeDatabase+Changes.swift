package import OpenPGP

/// A row of the log of changes.
package struct LoggedChange: Sendable, Equatable {
    package enum Kind: Int64, Sendable {
        case inserted = 1
        case updated = 2
        /// By order; the changes before it of that key are gone with it.
        case removed = 3
    }

    package let sequence: Int64
    /// Unix seconds.
    package let time: Int
    package let kind: Kind
    package let fingerprint: Fingerprint
}

extension NodeDatabase {
    /// What was committed behind the change with this number, in its order; at most `limit`.
    package func changes(after sequence: Int64, limit: Int) async throws -> [LoggedChange] {
        try await readers.read { reader in
            try reader.rows(Self.changesQuery, [.integer(sequence), .integer(limit)]) { row in
                guard let kind = LoggedChange.Kind(rawValue: row.integer(2)),
                    let fingerprint = Fingerprint(bytes: row.blob(3))
                else { throw NodeDatabaseError.unsound("table change: a row cannot be read") }
                return LoggedChange(
                    sequence: row.integer(0), time: Int(row.integer(1)), kind: kind,
                    fingerprint: fingerprint)
            }
        }
    }

    private static let changesQuery = """
        SELECT change.sequence, change.time, change.kind, key.fingerprint
        FROM change JOIN key ON key.id = change.key
        WHERE change.sequence > ?1
        UNION ALL SELECT sequence, time, 3, fingerprint FROM removal WHERE sequence > ?1
        ORDER BY 1 LIMIT ?2
        """

    /// The number of the last change; 0: there was none.
    package func lastChange() throws -> Int64 { try readers.readNow { try $0.lastChange() } }
}
