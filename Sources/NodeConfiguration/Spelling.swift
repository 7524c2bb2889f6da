/// Advice for a word that is not among the known ones.
enum Spelling {
    static func advice(for word: String, among known: [String]) -> String {
        if let near = known.min(by: { distance(word, $0) < distance(word, $1) }),
            distance(word, near) <= 2
        {
            return "unknown key: write \(near), or remove it"
        }
        return "unknown key: the keys here are \(known.joined(separator: ", ")); remove it"
    }

    /// Levenshtein's distance: letters to insert, remove or replace.
    private static func distance(_ left: String, _ right: String) -> Int {
        let target = Array(right)
        var row = Array(0...target.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in target.indices {
                let replaced = diagonal + (letter == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[target.count]
    }
}
