/// Finds the keys that have all words of a search. The words' keys, each in ascending order, are
/// walked side by side, and each skips to where another stands (a leapfrog join): the work is that of
/// the rarest word, whichever it is, and a word that a million keys have costs no more than it
/// contributes.
struct WordSearch: ~Copyable {
    /// How far a search came.
    enum Step {
        /// The next key, in ascending order.
        case found(Int64)
        /// There is no further one.
        case end
        /// More was looked at than one search may cost.
        case exhausted
    }

    /// What one search may cost, in rows that are read one after the other, some 0.3 microseconds
    /// each. Words that leave it at this have thousands of keys each and next to none in common.
    static let usualBudget = 32_000
    /// What one may cost that holds an event loop: some 0.3 milliseconds. Enough for any number of
    /// words of which one is rare.
    static let budgetAtOnce = 1_000

    private var cursors: [WordCursor]
    private var budget: Int
    private var last = Int64.min

    /// - Parameter words: at least one, each once.
    init(_ words: [[UInt8]], budget: Int = Self.usualBudget, _ reader: Reader) throws {
        self.budget = budget
        precondition(!words.isEmpty, "a search has words")
        cursors = try words.enumerated().map { position, word in
            try WordCursor(word, reader.wordStatement(at: position))
        }
    }

    // A statement that still stands at a row would keep its state of the database from being let go of.
    deinit { for cursor in cursors { cursor.statement.reset() } }

    mutating func next() throws -> Step {
        var target = last + 1
        var index = 0
        var agreeing = 0
        while agreeing < cursors.count {
            guard budget > 0 else { return .exhausted }
            try cursors[index].advance(to: target, &budget)
            guard let key = cursors[index].key else { return .end }
            agreeing = key == target ? agreeing + 1 : 1
            target = key
            index = (index + 1) % cursors.count
        }
        last = target
        return .found(target)
    }

    /// Counts what is done with a key that was found.
    mutating func spend(_ cost: Int) { budget -= cost }
}

/// The keys that have one word, in ascending order.
private struct WordCursor {
    /// What it costs to go down the tree to a key, in rows that are read one after the other.
    private static let seek = 8
    /// Most rows that are read before it is gone down again: that has become dearer by then.
    private static let longestWalk = 16

    let statement: Statement
    /// Rows to read on the way to the next target before the tree is gone down. Learned from how
    /// near the last targets were.
    private var walk = 0
    /// Where it stands; nil behind the last one.
    private(set) var key: Int64? = .min

    init(_ word: [UInt8], _ statement: Statement) throws {
        self.statement = statement
        try statement.bind([.blob(word), .integer(.min)])
    }

    /// Goes on to the first key from `target` on.
    mutating func advance(to target: Int64, _ budget: inout Int) throws {
        for _ in 0..<walk {
            guard let key, key < target else { return }
            budget -= 1
            try step()
        }
        guard let key, key < target else {
            walk = min(2 * walk, Self.longestWalk)
            return
        }
        walk = max(1, walk / 2)
        budget -= Self.seek
        try statement.restart(at: 2, with: target)
        try step()
    }

    private mutating func step() throws {
        key = try statement.step() ? ResultRow(statement: statement).integer(0) : nil
    }
}

extension Reader {
    /// Gives the keys that have a word, from a key on. The words of one search are read at the same
    /// time, so each has a statement of its own.
    fileprivate func wordStatement(at position: Int) throws -> Statement {
        try statement(
            for: "SELECT key FROM word WHERE word = ? AND key >= ? ORDER BY key -- \(position)")
    }
}
