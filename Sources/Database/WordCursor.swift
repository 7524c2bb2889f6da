/// The keys that have one word, in ascending order.
struct WordCursor {
    /// What it costs to go down the tree to a row, and to ask for a key, in those of a search's
    /// budget.
    private static let seek = 640
    private static let question = 4

    /// Give the row that a key is in if it is in any, and the next ones.
    private let containing: Statement
    private let following: Statement
    /// The row at which it stands, and where that begins.
    private var keys = PackedKeys()
    private var after: Int64 = -1
    /// Whether there is certainly no row behind that.
    private var isLastRow = false
    /// How far behind a target the next key is, on the average of the last few times: the rarer the
    /// word, the farther.
    private(set) var gap: Int64 = 0
    /// Where it stands; nil behind the last one.
    private(set) var key: Int64? = 0

    /// - Parameter position: which of the words that are read at the same time: each has statements
    ///   of its own.
    init(_ word: [UInt8], position: Int = 0, _ reader: Reader) throws {
        containing = try reader.statement(
            for: """
                SELECT after, keys FROM word_keys WHERE word = ? AND after < ?
                ORDER BY after DESC LIMIT 1 -- \(position)
                """)
        following = try reader.statement(
            for: """
                SELECT after, keys FROM word_keys WHERE word = ? AND after >= ?
                ORDER BY after LIMIT 2 -- \(position)
                """)
        for statement in [containing, following] {
            try statement.bind([.blob(word), .integer(0)])
        }
    }

    /// A statement that still stands at a row would keep its state of the database from being let go
    /// of.
    func end() {
        containing.reset()
        following.reset()
    }

    /// Goes on to the first key from `target` on.
    mutating func advance(to target: Int64, _ budget: inout Int) throws {
        guard let key, key < target else { return }
        self.key = try find(target, &budget)
        if let key = self.key { gap += (key - target - gap) / 4 }
    }

    private mutating func find(_ target: Int64, _ budget: inout Int) throws -> Int64? {
        if after < 0 { guard try goOn(from: 0, &budget) else { return nil } }
        if try read(to: target, &budget) { return keys.key }
        guard !isLastRow else { return nil }
        let standing = after
        try goToRow(of: target, &budget)
        if after != standing, try read(to: target, &budget) { return keys.key }
        // Behind the last key of a row there are those of the next one.
        guard try goOn(from: target, &budget), try read(to: target, &budget) else { return nil }
        return keys.key
    }

    private mutating func read(to target: Int64, _ budget: inout Int) throws -> Bool {
        let rest = keys.rest
        defer { budget -= Self.question + rest - keys.rest }
        return try keys.advance(to: target)
    }

    /// To the row that a key is in if it is in any. It is not before the row at which this stands.
    private mutating func goToRow(of target: Int64, _ budget: inout Int) throws {
        budget -= Self.seek
        try containing.restart(at: 2, with: target)
        if try containing.step() { stand(at: containing) }
        isLastRow = false
    }

    /// To the first row that begins after a key or one behind it; false when there is none.
    private mutating func goOn(from key: Int64, _ budget: inout Int) throws -> Bool {
        budget -= Self.seek
        try following.restart(at: 2, with: key)
        guard try following.step() else { return false }
        stand(at: following)
        isLastRow = try !following.step()
        return true
    }

    private mutating func stand(at statement: Statement) {
        let row = ResultRow(statement: statement)
        after = row.integer(0)
        keys.read(row, column: 1, after: after)
    }
}

extension Reader {
    /// Whether a key is indexed under a word.
    func isIndexed(_ key: Int64, under word: [UInt8]) throws -> Bool {
        var cursor = try WordCursor(word, self)
        defer { cursor.end() }
        var budget = Int.max
        try cursor.advance(to: key, &budget)
        return cursor.key == key
    }
}
