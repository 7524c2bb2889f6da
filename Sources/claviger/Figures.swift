/// Numbers for people.
enum Figures {
    /// `1,234,567`.
    static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `987 B`, `12.3 kB`, `4.5 MB`: decimal units, one place.
    static func bytes(_ number: Int) -> String {
        guard number >= 1_000 else { return "\(number) B" }
        var value = Double(number)
        var unit = "B"
        for next in ["kB", "MB", "GB", "TB"] where value >= 999.95 {
            value /= 1_000
            unit = next
        }
        return "\(tenths(value)) \(unit)"
    }

    /// `3 s`, `5 min`, `2 h 10 min`, `3 d 4 h`.
    static func duration(seconds: Int) -> String {
        let seconds = max(0, seconds)
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3_600: return "\(seconds / 60) min"
        case ..<86_400: return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        default: return "\(seconds / 86_400) d \(seconds % 86_400 / 3_600) h"
        }
    }

    /// `1 user ID`, `2 user IDs`.
    static func userIDs(_ number: Int) -> String {
        "\(count(number)) user ID\(number == 1 ? "" : "s")"
    }

    /// One decimal place.
    static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
