extension String {
    /// The text in one line without what makes a terminal do something, or show what stands there
    /// in another order than it is written: control characters, line separators, and marks of
    /// direction, each as U+FFFD.
    package var harmless: String { replacing { $0.isHarmful } }

    /// The same for text of several lines.
    package var harmlessLines: String {
        replacing { $0.isHarmful && $0 != "\n" && $0 != "\t" }
    }

    private func replacing(_ isReplaced: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isReplaced) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            text.unicodeScalars.append(isReplaced(scalar) ? "\u{FFFD}" : scalar)
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isHarmful: Bool {
        switch value {
        // C0, DEL and C1: escape sequences begin with one of them.
        case 0...0x1F, 0x7F...0x9F: true
        // Line and paragraph separator.
        case 0x2028, 0x2029: true
        // Marks of direction, which can make a user ID look like another (UAX #9 §2).
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
