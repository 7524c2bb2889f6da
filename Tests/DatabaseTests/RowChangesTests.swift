import OpenPGP
import Testing

@testable import Database

@Suite struct RowChangesTests {
    @Test func `rows come in order, each once, and as was said of it last`() {
        // The last two begin with the same number.
        let rows = [0x0001, 0x0101, 0x0102].map(Row.init)
        var changes = RowChanges<Row>()
        changes.insert(rows[2])
        changes.delete(rows[0])
        changes.insert(rows[1])
        changes.delete(rows[2])
        changes.insert(rows[0])
        changes.delete(rows[1])
        changes.insert(rows[1])
        let taken = changes.take()
        #expect(taken.map(\.row) == rows)
        #expect(taken.map(\.stands) == [true, true, false])
        #expect(changes.isEmpty)
        #expect(changes.take().isEmpty)
    }

    @Test func `words are in the order of the index: octet by octet, then by key`() {
        let words = ["", "a", "aaaaaaaa", "aaaaaaaab", "aaaaaaab", "ab", "b\u{0}", "\u{E9}"]
        let sorted = words.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        let entries = sorted.flatMap { word in [1, 2].map { WordEntry(word: word, key: $0) } }
        #expect(entries.shuffled().sorted() == entries)
        #expect(taken(entries.shuffled()) == entries)
    }

    @Test func `digests and key IDs are in the order of their indexes, then by key`() {
        let digests = [(1, 2), (1, 3), (2, 0), (.max, 1)].map { KeyDigest(high: $0, low: $1) }
        let digestEntries = digests.flatMap { digest in
            [1, 2].map { DigestEntry(digest: digest, key: $0) }
        }
        // The lower half first, from 0 to 2^32 − 1.
        let keyIDs: [UInt64] = [0, 2 << 32, 1, 1 << 32 | 1, 0xFFFF_FFFF, .max]
        let keyIDEntries = keyIDs.flatMap { keyID in
            [1, 2].map { KeyIDEntry(keyID: KeyID(rawValue: keyID), key: $0) }
        }
        #expect(taken(digestEntries.shuffled()) == digestEntries)
        #expect(taken(keyIDEntries.shuffled()) == keyIDEntries)
    }

    private func taken<Row: IndexRow>(_ rows: [Row]) -> [Row] {
        var changes = RowChanges<Row>()
        for row in rows { changes.insert(row) }
        return changes.take().map(\.row)
    }
}

private struct Row: IndexRow {
    let number: Int
    var beginning: UInt64 { UInt64(number >> 8) }
    static func < (left: Row, right: Row) -> Bool { left.number < right.number }
}
