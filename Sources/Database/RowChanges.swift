import OpenPGP

/// What a transaction does to the rows of one index: of each row, whether it stands in the end. The
/// rows are written at the end of the transaction in the order of the index, so that neighbours
/// are written together, however the keys came.
struct RowChanges<Row: Comparable> {
    private struct Change {
        let row: Row
        let stands: Bool
        /// Among the changes of the transaction: of several for one row the last counts.
        let number: Int
    }

    private var changes: [Change] = []

    var isEmpty: Bool { changes.isEmpty }

    mutating func insert(_ row: Row) {
        changes.append(Change(row: row, stands: true, number: changes.count))
    }

    mutating func delete(_ row: Row) {
        changes.append(Change(row: row, stands: false, number: changes.count))
    }

    /// Each row once, in order, and whether it stands. Nothing is left behind.
    mutating func take() -> [(row: Row, stands: Bool)] {
        changes.sort { left, right in
            left.row == right.row ? left.number < right.number : left.row < right.row
        }
        defer { changes = [] }
        var settled: [(row: Row, stands: Bool)] = []
        settled.reserveCapacity(changes.count)
        for change in changes {
            if settled.last?.row == change.row { settled.removeLast() }
            settled.append((row: change.row, stands: change.stands))
        }
        return settled
    }
}

/// A row of table `key_id`.
struct KeyIDEntry: Comparable {
    let keyID: KeyID
    let key: Int64

    static func < (left: KeyIDEntry, right: KeyIDEntry) -> Bool {
        (left.keyID.low, left.keyID.high, left.key)
            < (right.keyID.low, right.keyID.high, right.key)
    }
}

/// A key that has a word.
struct WordEntry: Comparable {
    /// The first octets of the word, which decide nearly every comparison.
    private let start: UInt64
    let word: [UInt8]
    let key: Int64

    init(word: [UInt8], key: Int64) {
        self.word = word
        self.key = key
        var start: UInt64 = 0
        for index in 0..<8 { start = start << 8 | (index < word.count ? UInt64(word[index]) : 0) }
        self.start = start
    }

    static func < (left: WordEntry, right: WordEntry) -> Bool {
        if left.start != right.start { return left.start < right.start }
        if left.word != right.word { return left.word.lexicographicallyPrecedes(right.word) }
        return left.key < right.key
    }
}

/// A row of table `digest`, of one profile.
struct DigestEntry: Comparable {
    let digest: KeyDigest
    let key: Int64

    static func < (left: DigestEntry, right: DigestEntry) -> Bool {
        left.digest != right.digest ? left.digest < right.digest : left.key < right.key
    }
}
