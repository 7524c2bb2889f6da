import Database
import NodeService

extension Activity {
    private static let secondsPerHour = 3_600
    private static let hoursPerDay = 24
    /// Hours listed one by one; older ones are only in their day.
    private static let hoursListed = 24

    /// Sums up the hours in which something changed, newest first.
    init(_ hours: [HourOfActivity], until hour: Int) {
        let recent = hours.filter { $0.hour > hour - Self.hoursListed }
        var days: [Int: Period] = [:]
        for hour in hours {
            let day = hour.hour / Self.hoursPerDay
            let start = day * Self.hoursPerDay * Self.secondsPerHour
            days[day, default: Period(start: start, inserted: 0, updated: 0)].inserted +=
                hour.inserted
            days[day]?.updated += hour.updated
        }
        self.init(
            hourly: recent.map {
                Period(
                    start: $0.hour * Self.secondsPerHour, inserted: $0.inserted,
                    updated: $0.updated)
            },
            daily: days.values.sorted { $0.start > $1.start })
    }
}
