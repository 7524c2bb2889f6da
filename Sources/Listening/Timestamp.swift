/// Unix seconds as the calendar shows them, in UTC.
package struct Timestamp: Sendable {
    let year: Int
    let month: Int
    let day: Int
    private let secondOfDay: Int
    /// 0 for Sunday.
    private let weekday: Int

    /// From the proleptic Gregorian calendar, counting years from March so that the leap day is the
    /// last of its year.
    package init(unix seconds: Int) {
        let days = seconds.quotientRoundedDown(by: 86_400)
        secondOfDay = seconds - days * 86_400
        // The first day of all was a Thursday.
        let week = (days + 4).quotientRoundedDown(by: 7)
        weekday = days + 4 - week * 7
        let sinceMarch0000 = days + 719_468
        let era = sinceMarch0000.quotientRoundedDown(by: 146_097)
        let dayOfEra = sinceMarch0000 - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package init(_ seconds: UInt32) {
        self.init(unix: Int(seconds))
    }

    /// `2019-02-28`
    package var date: String { padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) }

    /// `2019-02-28T23:59:59Z` (RFC 3339)
    package var rfc3339: String { date + "T" + time + "Z" }

    /// `Thu, 28 Feb 2019 23:59:59 GMT` (RFC 9110 §5.6.7)
    package var httpDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[weekday]), \(padded(day, 2)) \(months[month - 1]) \(padded(year, 4)) "
            + "\(time) GMT"
    }

    private var time: String {
        padded(secondOfDay / 3600, 2) + ":" + padded(secondOfDay / 60 % 60, 2) + ":"
            + padded(secondOfDay % 60, 2)
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        var text = String(number)
        while text.utf8.count < width { text = "0" + text }
        return text
    }
}

extension Int {
    fileprivate func quotientRoundedDown(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
