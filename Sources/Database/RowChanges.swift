import OpenPGP

/// What a transaction does to the rows of one index: of each row, whether it stands in the end. The
/// rows are written at the end of the transaction in the order of the index, so that neighbours
/// are written together, however the keys came.
struct RowChanges<Row: IndexRow> {
    /// In the order in which they were made: of several for one row the last counts.
    private var changes: [(row: Row, stands: Bool)] = []

    var isEmpty: Bool { changes.isEmpty }

    mutating func insert(_ row: Row) { changes.append((row, stands: true)) }

    mutating func delete(_ row: Row) { changes.append((row, stands: false)) }

    /// Each row once, in order, and whether it stands. Nothing is left behind.
    mutating func take() -> [(row: Row, stands: Bool)] {
        let changes = changes
        self.changes = []
        var settled: [(row: Row, stands: Bool)] = []
        settled.reserveCapacity(changes.count)
        var beginning: UInt64?
        for place in Self.order(of: changes) {
            let change = changes[place.number]
            if place.beginning == beginning, settled.last?.row == change.row {
                settled.removeLast()
            }
            settled.append(change)
            beginning = place.beginning
        }
        return settled
    }

    /// Where the changes stand, by row and then as they were made.
    ///
    /// Sorted by numbers alone at first: that is several times as fast as moving the rows, each of
    /// which may hold an array. What begins alike is nearly always in order then, as keys get their
    /// numbers one after the other.
    private static func order(of changes: [(row: Row, stands: Bool)]) -> [Place] {
        var places = changes.indices.map {
            Place(beginning: changes[$0].row.beginning, number: $0)
        }
        places.sort { left, right in
            left.beginning == right.beginning
                ? left.number < right.number : left.beginning < right.beginning
        }
        var start = 0
        while start < places.count {
            var end = start + 1
            while end < places.count, places[end].beginning == places[start].beginning { end += 1 }
            sort(start..<end, of: &places, changes)
            start = end
        }
        return places
    }

    /// Sorts the places of rows that begin alike.
    private static func sort(
        _ range: Range<Int>, of places: inout [Place], _ changes: [(row: Row, stands: Bool)]
    ) {
        let isSorted = range.dropFirst().allSatisfy {
            changes[places[$0 - 1].number].row <= changes[places[$0].number].row
        }
        guard !isSorted else { return }
        places[range].sort { left, right in
            let (leftRow, rightRow) = (changes[left.number].row, changes[right.number].row)
            return leftRow < rightRow || leftRow == rightRow && left.number < right.number
        }
    }

    private struct Place {
        let beginning: UInt64
        /// In the order in which the changes were made.
        let number: Int
    }
}

/// A row of an index.
protocol IndexRow: Comparable {
    /// What decides nearly every comparison: of rows with different numbers the one with the lesser
    /// stands first.
    var beginning: UInt64 { get }
}

/// A row of table `key_id`.
struct KeyIDEntry: IndexRow {
    let keyID: KeyID
    let key: Int64

    /// Its lower half stands before the other.
    var beginning: UInt64 { keyID.rawValue << 32 | keyID.rawValue >> 32 }

    static func < (left: KeyIDEntry, right: KeyIDEntry) -> Bool {
        (left.beginning, left.key) < (right.beginning, right.key)
    }
}

/// A key that has a word.
struct WordEntry: IndexRow {
    /// The first octets of the word.
    let beginning: UInt64
    let word: [UInt8]
    let key: Int64

    init(word: [UInt8], key: Int64) {
        self.word = word
        self.key = key
        var beginning: UInt64 = 0
        for index in 0..<8 {
            beginning = beginning << 8 | (index < word.count ? UInt64(word[index]) : 0)
        }
        self.beginning = beginning
    }

    static func < (left: WordEntry, right: WordEntry) -> Bool {
        if left.beginning != right.beginning { return left.beginning < right.beginning }
        if left.word != right.word { return left.word.lexicographicallyPrecedes(right.word) }
        return left.key < right.key
    }
}

/// A row of table `digest`, of one profile.
struct DigestEntry: IndexRow {
    let digest: KeyDigest
    let key: Int64

    var beginning: UInt64 { digest.high }

    static func < (left: DigestEntry, right: DigestEntry) -> Bool {
        left.digest != right.digest ? left.digest < right.digest : left.key < right.key
    }
}
