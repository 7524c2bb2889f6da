import Testing

@testable import Database

@Suite struct RowChangesTests {
    @Test func `rows come in order, each once, and as was said of it last`() {
        var changes = RowChanges<Int>()
        changes.insert(3)
        changes.delete(1)
        changes.insert(2)
        changes.delete(3)
        changes.insert(1)
        changes.delete(2)
        changes.insert(2)
        let taken = changes.take()
        #expect(taken.map(\.row) == [1, 2, 3])
        #expect(taken.map(\.stands) == [true, true, false])
        #expect(changes.isEmpty)
        #expect(changes.take().isEmpty)
    }

    @Test func `words are in the order of the index: octet by octet, then by key`() {
        let words = ["", "a", "aaaaaaaa", "aaaaaaaab", "aaaaaaab", "ab", "b\u{0}", "\u{E9}"]
        let sorted = words.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        let entries = sorted.flatMap { word in [1, 2].map { WordEntry(word: word, key: $0) } }
        #expect(entries.shuffled().sorted() == entries)
    }
}
