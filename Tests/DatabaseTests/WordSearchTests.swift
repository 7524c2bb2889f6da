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
        try await fixture.database.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.inTransaction {
                let statement = try db.makeStatement(sql: "INSERT INTO word VALUES (?, ?)")
                for (word, keys) in keysOfWord {
                    for key in keys {
                        try statement.execute(arguments: [Data(word), key])
                    }
                }
                return .commit
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

    @Test func `a rare word is found beside common ones, whatever these have`() async throws {
        try await index([
            Array("every".utf8): Array(1...100_000), Array("even".utf8): evens,
            Array("odd".utf8): odds, Array("rare".utf8): [7, 50_000, 99_998],
        ])
        let (every, even, odd, rare) = (
            Array("every".utf8), Array("even".utf8), Array("odd".utf8), Array("rare".utf8)
        )
        for words in [[every, even, rare], [rare, every, even], [even, rare, every]] {
            let (keys, isWhole) = try found(words)
            #expect(isWhole && keys == [50_000, 99_998])
        }
        let (keys, isWhole) = try found([even, odd])
        #expect(!isWhole && keys == [], "200,000 rows are too many to look at")
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
        try await index([[1]: evens, [2]: odds, [3]: [7, 50_000, 99_998]])
        for words: [[UInt8]] in [[[1], [2], [3]], [[3], [1], [2]], [[2], [3], [1]]] {
            let (keys, isWhole) = try found(words, budget: WordSearch.budgetAtOnce)
            #expect(isWhole && keys.isEmpty)
        }
    }

    private let evens = Array(stride(from: Int64(2), through: 100_000, by: 2))
    private let odds = Array(stride(from: Int64(1), through: 99_999, by: 2))

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
