import GRDB

/// Totals that SQLite could only find by walking tables, kept in the transactions that change them.
enum Bookkeeping {
    private static let secondsPerHour = 3_600

    static func count(inserted: Int, updated: Int, at now: Int, on db: GRDB.Database) throws {
        guard inserted > 0 || updated > 0 else { return }
        try db.cachedStatement(sql: "UPDATE total SET keys = keys + ?")
            .execute(arguments: [inserted])
        try db.cachedStatement(
            sql: """
                INSERT INTO activity (hour, inserted, updated) VALUES (?, ?, ?)
                ON CONFLICT (hour) DO UPDATE SET
                    inserted = inserted + excluded.inserted, updated = updated + excluded.updated
                """
        ).execute(arguments: [now / secondsPerHour, inserted, updated])
    }
}
