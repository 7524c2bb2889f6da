/// Durations in their written form: a whole number and a unit, `120s`, `5m`, `24h`.
enum DurationText {
    static func parse(_ text: String, allowed: ClosedRange<Duration>) throws(ValueError) -> Duration
    {
        guard let unit = text.last, let seconds = secondsPerUnit(unit),
            let count = Int(text.dropLast()), count >= 0, !text.hasPrefix("+"),
            case (let total, false) = count.multipliedReportingOverflow(by: seconds)
        else {
            throw ValueError(
                "\"\(text)\" is not a duration: write a whole number and a unit, "
                    + "such as 120s, 5m or 24h")
        }
        let duration = Duration.seconds(total)
        guard allowed.contains(duration) else {
            throw ValueError(
                "\"\(text)\" is out of range: write \(write(allowed.lowerBound)) to "
                    + write(allowed.upperBound))
        }
        return duration
    }

    /// The written form, in the largest unit that divides it.
    static func write(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        if seconds != 0, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }

    private static func secondsPerUnit(_ unit: Character) -> Int? {
        switch unit {
        case "s": 1
        case "m": 60
        case "h": 3_600
        default: nil
        }
    }
}
