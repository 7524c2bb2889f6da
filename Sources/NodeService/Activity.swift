/// New and updated keys over time, newest first, for the statistics page.
package struct Activity: Codable, Sendable, Equatable {
    package var hourly: [Period]
    package var daily: [Period]

    /// One hour or day.
    package struct Period: Codable, Sendable, Equatable {
        /// Its first Unix second.
        package var start: Int
        package var inserted: Int
        package var updated: Int

        package init(start: Int, inserted: Int, updated: Int) {
            self.start = start
            self.inserted = inserted
            self.updated = updated
        }
    }

    package init(hourly: [Period], daily: [Period]) {
        self.hourly = hourly
        self.daily = daily
    }
}
