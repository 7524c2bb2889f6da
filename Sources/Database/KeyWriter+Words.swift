/// The rows of table `word_keys`.
extension KeyWriter {
    typealias WordChange = (row: WordEntry, stands: Bool)

    mutating func writeWords() throws {
        var changes = wordRows.take()[...]
        while let word = changes.first?.row.word {
            let end = changes.firstIndex { $0.row.word != word } ?? changes.endIndex
            try write(changes[..<end], of: word)
            changes = changes[end...]
        }
    }

    /// - Parameter changes: in the order of the keys.
    private func write(_ changes: ArraySlice<WordChange>, of word: [UInt8]) throws {
        var rest = changes
        while let first = rest.first?.row.key {
            let row = try wordRow(of: word, before: first)
            // A key that comes alone goes into this row whatever follows.
            let end = rest.count == 1 ? .max : try nextWordRow(of: word, from: first) ?? .max
            let count = rest.prefix { $0.row.key <= end }.count
            try write(rest.prefix(count), of: word, into: row)
            rest = rest.dropFirst(count)
        }
    }

    private func write(
        _ changes: ArraySlice<WordChange>, of word: [UInt8],
        into row: (after: Int64, keys: PackedKeys)
    ) throws {
        guard let parts = try Self.rows(of: row, with: changes) else {
            return try statements.run(.deleteWordRow) {
                $0.bind(word)
                $0.bind(row.after)
            }
        }
        for part in parts {
            try statements.run(.putWordRow) {
                $0.bind(word)
                $0.bind(part.after)
                $0.bind(part.octets)
            }
        }
    }

    /// What is to be written of a row and of new ones behind it; nil when nothing is left of it.
    private static func rows(
        of row: (after: Int64, keys: PackedKeys), with changes: ArraySlice<WordChange>
    ) throws -> [PackedKeys.Row]? {
        // New keys have the greatest numbers: most come behind all that are there.
        var keys = row.keys
        if let first = changes.first?.row.key, changes.allSatisfy({ $0.stands }),
            try !keys.advance(to: first)
        {
            return keys.rows(behind: changes.map { $0.row.key }, after: row.after)
        }
        keys = row.keys
        let old = try keys.all()
        let new = merged(old, changes)
        guard new != old else { return [] }
        return new.isEmpty ? nil : PackedKeys.rows(of: new, after: row.after, filling: false)
    }

    /// The row that has a key, or is to have it: of those that begin before it the last. Where there
    /// is none, one begins with the first key.
    private func wordRow(
        of word: [UInt8], before key: Int64
    ) throws -> (after: Int64, keys: PackedKeys) {
        try statements.first(.wordRowBefore) {
            $0.bind(word)
            $0.bind(key)
        } _: { row in
            let after = row.integer(0)
            return (after, PackedKeys(row.blob(1), after: after))
        } ?? (0, PackedKeys())
    }

    /// After which key the next row begins; nil when there is none.
    private func nextWordRow(of word: [UInt8], from key: Int64) throws -> Int64? {
        try statements.first(.wordRowFrom) {
            $0.bind(word)
            $0.bind(key)
        } _: {
            $0.integer(0)
        }
    }

    /// Keys and changes are ascending.
    private static func merged(_ keys: [Int64], _ changes: ArraySlice<WordChange>) -> [Int64] {
        var merged: [Int64] = []
        merged.reserveCapacity(keys.count + changes.count)
        var rest = keys[...]
        for change in changes {
            let key = change.row.key
            let before = rest.prefix { $0 < key }
            merged += before
            rest = rest.dropFirst(before.count)
            if rest.first == key { rest = rest.dropFirst() }
            if change.stands { merged.append(key) }
        }
        return merged + rest
    }
}
