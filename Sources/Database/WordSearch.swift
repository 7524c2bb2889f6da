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

    /// What one search may cost, in octets of rows that are read one after the other, some 5
    /// nanoseconds each. Words that leave it at this have hundreds of thousands of keys each and next
    /// to none in common.
    static let usualBudget = 2_000_000
    /// What one may cost that holds an event loop: some 0.3 milliseconds. Enough for any number of
    /// words of which one is rare.
    static let budgetAtOnce = 64_000

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
            try WordCursor(word, position: position, reader)
        }
    }

    deinit { for cursor in cursors { cursor.end() } }

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
