/// New and updated keys of one hour.
package struct HourOfActivity: Sendable, Equatable {
    /// Unix seconds divided by 3,600.
    package let hour: Int
    package let inserted: Int
    package let updated: Int

    package init(hour: Int, inserted: Int, updated: Int) {
        self.hour = hour
        self.inserted = inserted
        self.updated = updated
    }
}

extension NodeDatabase {
    /// The hours from `hour` on in which something changed, newest first.
    package func activity(fromHour hour: Int) async throws -> [HourOfActivity] {
        try await readers.read { reader in
            try reader.rows(
                """
                SELECT hour, inserted, updated FROM activity WHERE hour >= ?
                ORDER BY hour DESC
                """, [.integer(hour)]
            ) { row in
                HourOfActivity(
                    hour: Int(row.integer(0)), inserted: Int(row.integer(1)),
                    updated: Int(row.integer(2)))
            }
        }
    }
}
