import Foundation
import GRDB
import Keyring
import Testing

@testable import Database

@Suite struct WordSearchTests {
    private let fixture: DatabaseFixture

    init() throws { fixture = try DatabaseFixture() }

    /// Gives words to keys that need not exist.
    private func index(_ keysOfWord: [[UInt8]: [Int64]]) async throws {
        _ = try await fixture.database.committer.load { writer in
            for (word, keys) in keysOfWord {
                for key in keys { writer.wordRows.insert(WordEntry(word: word, key: key)) }
            }
        }
    }

    /// Takes words from keys.
    private func remove(_ keysOfWord: [[UInt8]: [Int64]]) async throws {
        _ = try await fixture.database.committer.load { writer in
            for (word, keys) in keysOfWord {
                for key in keys { writer.wordRows.delete(WordEntry(word: word, key: key)) }
            }
        }
    }

    /// What a search for the words finds, and whether it came to its end.
    private func found(
        _ words: [[UInt8]], budget: Int = WordSearch.usualBudget
    ) throws -> (keys: [Int64], isWhole: Bool) {
        try fixture.database.readers.readNow { reader in
            var search = try WordSearch(words, budget: budget, reader)
            var keys: [Int64] = []
            while true {
                switch try search.next() {
                case .found(let key): keys.append(key)
                case .end: return (keys, true)
                case .exhausted: return (keys, false)
                }
            }
        }
    }

    @Test func `a search finds what the sets of its words have in common`() async throws {
        var dice = SystemRandomNumberGenerator()
        // From words that nearly all have to words that nearly none has, some in runs.
        let spacings: [Int64] = [1, 2, 3, 10, 10, 100, 1_000]
        var keysOfWord: [[UInt8]: [Int64]] = [:]
        for (number, spacing) in spacings.enumerated() {
            let run = Int64.random(in: 1...40, using: &dice)
            keysOfWord[[UInt8(number)]] = (1...5_000).filter { key in
                number % 2 == 0
                    ? Int64.random(in: 0..<spacing, using: &dice) == 0
                    : key / run % spacing == 0
            }
        }
        try await index(keysOfWord)
        for _ in 0..<200 {
            let count = Int.random(in: 1...4, using: &dice)
            let words = keysOfWord.keys.shuffled(using: &dice).prefix(count).map { $0 }
            let common = words.map { Set(keysOfWord[$0] ?? []) }
                .reduce(Set(1...5_000)) { $0.intersection($1) }
            let (keys, isWhole) = try found(words)
            #expect(isWhole)
            #expect(keys == common.sorted(), "\(words) of \(keysOfWord)")
        }
        #expect(try found([[0], [99]]).keys == [])
    }

    /// The rows of the words, held to what they promise.
    private func rows() async throws -> [[UInt8]: [PackedKeys.Row]] {
        let rows = try await fixture.database.queue.read { db in
            try Row.fetchAll(
                db, sql: "SELECT word, after, keys FROM word_keys ORDER BY word, after")
        }
        return Dictionary(grouping: rows) { [UInt8]($0[0] as Data) }.mapValues { rows in
            rows.map { PackedKeys.Row(after: $0[1], octets: [UInt8]($0[2] as Data)) }
        }
    }

    @Test func `keys come to words and leave them in any order`() async throws {
        var dice = SystemRandomNumberGenerator()
        var model: [[UInt8]: Set<Int64>] = [[1]: [], [2]: [], [3]: []]
        for round in 1...60 {
            let removes = Int.random(in: 0..<3, using: &dice) == 0
            var change: [[UInt8]: [Int64]] = [:]
            for word in model.keys {
                let count = [1, 3, 400].randomElement(using: &dice) ?? 1
                // New ones at the end, older ones anywhere, and now and then a whole range.
                let keys =
                    switch Int.random(in: 0..<3, using: &dice) {
                    case 0: (0..<Int64(count)).map { Int64(round) * 2_000 + $0 * 3 }
                    case 1: (0..<count).map { _ in Int64.random(in: 1...120_000, using: &dice) }
                    default: Array(Int64(round) * 500..<Int64(round) * 500 + Int64(count))
                    }
                change[word] = keys
                model[word] = removes ? model[word]?.subtracting(keys) : model[word]?.union(keys)
            }
            if removes { try await remove(change) } else { try await index(change) }
            let rows = try await rows()
            for (word, keys) in model {
                #expect(try found([word]).keys == keys.sorted(), "round \(round)")
                for row in rows[word] ?? [] {
                    #expect((1...PackedKeys.maximumOctets).contains(row.octets.count))
                }
            }
            let common = model.values.reduce(model[[1]] ?? []) { $0.intersection($1) }
            #expect(try found([[1], [2], [3]]).keys == common.sorted())
        }
        try await remove(model.mapValues(Array.init))
        #expect(try await rows().isEmpty)
    }

    @Test func `rows are full where keys come in order, and none is nearly empty where not`()
        async throws
    {
        let keys = Array(Int64(1)...20_000)
        for part in keys.chunks(of: 100) { try await index([[1]: part]) }
        for key in keys.shuffled().chunks(of: 50) { try await index([[2]: key]) }
        let counts = try await rows().mapValues(\.count)
        #expect((39...41).contains(counts[[1]] ?? 0))
        #expect((39...130).contains(counts[[2]] ?? 0))
        #expect(try found([[1], [2]]).keys == keys)
    }

    @Test func `a rare word is found beside common ones, whatever these have`() async throws {
        try await index([
            Array("every".utf8): Array(1...1_000_000), Array("even".utf8): evens,
            Array("odd".utf8): odds, Array("rare".utf8): [7, 500_000, 999_998],
        ])
        let (every, even, odd, rare) = (
            Array("every".utf8), Array("even".utf8), Array("odd".utf8), Array("rare".utf8)
        )
        for words in [[every, even, rare], [rare, every, even], [even, rare, every]] {
            let (keys, isWhole) = try found(words)
            #expect(isWhole && keys == [500_000, 999_998])
        }
        let (keys, isWhole) = try found([even, odd])
        #expect(!isWhole && keys == [], "the keys of 4,000 rows are too many to look at")
        #expect(
            try await fixture.database.lookup(.words([even, odd], exactly: nil), limit: 5)
                == .tooMany(limit: 5))
    }

    @Test func `words of which one is rare are looked for at once, in any order`() async throws {
        var dice = SystemRandomNumberGenerator()
        let keys = Int64(1)...20_000
        var common: [[UInt8]: [Int64]] = [:]
        for number in UInt8(0)..<6 {
            common[[number]] = keys.filter { $0 % Int64.random(in: 1...9, using: &dice) == 0 }
        }
        let rare = [UInt8(ascii: "r")]
        let rareKeys = Array(keys.shuffled(using: &dice).prefix(30)).sorted()
        try await index(common.merging([rare: rareKeys]) { $1 })
        let shared = common.values.reduce(Set(rareKeys)) { $0.intersection($1) }.sorted()
        for position in 0...common.count {
            var words = common.keys.shuffled(using: &dice)
            words.insert(rare, at: position)
            let (keys, isWhole) = try found(words, budget: WordSearch.budgetAtOnce)
            #expect(isWhole && keys == shared, "the rare word is number \(position)")
        }
    }

    @Test func `the rarest word is found out though others never agree`() async throws {
        try await index([[1]: evens, [2]: odds, [3]: [7, 500_000, 999_998]])
        for words: [[UInt8]] in [[[1], [2], [3]], [[3], [1], [2]], [[2], [3], [1]]] {
            let (keys, isWhole) = try found(words, budget: WordSearch.budgetAtOnce)
            #expect(isWhole && keys.isEmpty)
        }
    }

    @Test func `the words of an older layout are packed`() throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: "\(folder.path)/older.sqlite")
        try Schema.migrator.migrate(queue, upTo: "5 leaves")
        try queue.write { db in
            for key in 1...1_500 {
                try db.execute(
                    sql: "INSERT INTO key VALUES (?, x'00', 1, x'')", arguments: [key])
                try db.execute(sql: "INSERT INTO word VALUES (x'61', ?)", arguments: [key])
                if key % 1_000 == 7 {
                    try db.execute(sql: "INSERT INTO word VALUES (x'62', ?)", arguments: [key])
                }
            }
        }
        try Schema.migrator.migrate(queue)
        let rows = try queue.read { db in
            try Row.fetchAll(
                db, sql: "SELECT word, after, keys FROM word_keys ORDER BY word, after")
        }
        let keys = try rows.map { row in
            var packed = PackedKeys([UInt8](row[2] as Data), after: row[1])
            return try packed.all()
        }
        #expect(
            rows.map { $0[0] as Data } == [
                Data("a".utf8), Data("a".utf8), Data("a".utf8), Data("b".utf8),
            ])
        #expect(keys.dropLast().flatMap { $0 } == Array(1...1_500))
        #expect(keys.last == [7, 1_007])
        try queue.close()
    }

    private let evens = Array(stride(from: Int64(2), through: 1_000_000, by: 2))
    private let odds = Array(stride(from: Int64(1), through: 999_999, by: 2))

    @Test func `a search that is given up holds no state of the database`() async throws {
        try await index([[1]: [1, 2, 3]])
        try fixture.database.readers.readNow { reader in
            var search = try WordSearch([[1]], reader)
            _ = try search.next()
        }
        try await index([[1]: [4]])
        // Only when nobody reads an older state can the whole log be written back.
        let (isBusy, left) = try await fixture.database.queue.writeWithoutTransaction { db in
            let row = try #require(try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)"))
            return (row[0] as Int, (row[1] as Int) - (row[2] as Int))
        }
        #expect(isBusy == 0 && left == 0)
        #expect(try found([[1]]).keys == [1, 2, 3, 4])
    }
}

extension Array {
    fileprivate func chunks(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map {
            Array(self[$0..<Swift.min($0 + count, self.count)])
        }
    }
}
