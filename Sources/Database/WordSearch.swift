/// Finds the keys that have all words of a search. The words' keys, each in ascending order, are
/// walked side by side, and each skips to where another stands (a leapfrog join): the work is that of
/// the rarest word, whichever it is, and a word that a million keys have costs no more than it
/// contributes. Words that turn out to be rare are asked first, so that the others are asked only for
/// the few keys that those have in common.
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

    /// After so many keys that a word did not have, the next word is asked instead of the first: so
    /// each is asked now and then, and the rarest is found out wherever it stands.
    private static let exploration = 8

    /// Those of rarer words first, as far as is known.
    private var cursors: [WordCursor]
    private var budget: Int
    /// Keys that a word was asked for and did not have.
    private var misses = 0
    /// Keys are numbered from 1.
    private var last: Int64 = 0

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
            if key == target {
                agreeing += 1
                index = (index + 1) % cursors.count
            } else {
                target = key
                agreeing = 0
                index = indexAfterMiss(at: index)
            }
        }
        last = target
        return .found(target)
    }

    /// Moves the cursor up if its word is rarer than the one before, and chooses who is asked next.
    private mutating func indexAfterMiss(at index: Int) -> Int {
        if index > 0, cursors[index].gap > cursors[index - 1].gap {
            cursors.swapAt(index, index - 1)
        }
        misses += 1
        // At first nothing is known of any.
        let explores = misses <= cursors.count || misses % Self.exploration == 0
        return explores ? (index + 1) % cursors.count : 0
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
    /// How far behind a target the next key is, on the average of the last few times: the rarer the
    /// word, the farther.
    private(set) var gap: Int64 = 0
    /// Where it stands; nil behind the last one.
    private(set) var key: Int64? = 0

    init(_ word: [UInt8], _ statement: Statement) throws {
        self.statement = statement
        try statement.bind([.blob(word), .integer(0)])
    }

    /// Goes on to the first key from `target` on.
    mutating func advance(to target: Int64, _ budget: inout Int) throws {
        guard let key, key < target else { return }
        try goOn(to: target, &budget)
        if let key = self.key { gap += (key - target - gap) / 4 }
    }

    private mutating func goOn(to target: Int64, _ budget: inout Int) throws {
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
