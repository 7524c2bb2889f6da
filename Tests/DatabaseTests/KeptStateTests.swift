import Database
import Foundation
import GRDB
import Keyring
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@Suite struct KeptStateTests {
    private let fixture: DatabaseFixture

    init() async throws {
        fixture = try DatabaseFixture()
        try await fixture.commit((0..<3).map { SyntheticKey($0).key })
    }

    private func isFound(_ number: Int) throws -> Bool {
        let query = KeyQuery.fingerprint(SyntheticKey(number).key.fingerprint)
        let answer = try fixture.database.lookupAtOnce(query, limit: 1, octets: .max)
        guard case .found = answer else { return false }
        return true
    }

    /// Hides a key behind the back of the node's writer.
    private func hide(_ number: Int) throws {
        let queue = try DatabaseQueue(path: fixture.folder.path + "/" + NodeDatabase.fileName)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: "UPDATE key SET packets = x'' WHERE fingerprint = ?",
                arguments: [Data(SyntheticKey(number).key.fingerprint.bytes)])
            #expect(db.changesCount == 1)
        }
        try queue.close()
    }

    @Test func `lookups that follow each other see one state`() throws {
        var failure: (any Error)?
        fixture.database.lookingUp {
            do {
                #expect(try isFound(1))
                try hide(1)
                #expect(try isFound(1))
            } catch { failure = error }
        }
        if let failure { throw failure }
        #expect(try !isFound(1))
        fixture.database.lookingUp {}
    }

    @Test func `what has been committed shows`() throws {
        let database = fixture.database
        let prepared = try fixture.admitted([SyntheticKey(7).key])
        var failure: (any Error)?
        database.lookingUp {
            do {
                #expect(try !isFound(7))
                let isStored = DispatchSemaphore(value: 0)
                Task {
                    _ = try await database.commit(prepared)
                    isStored.signal()
                }
                isStored.wait()
                #expect(try isFound(7))
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    @Test func `searches by word are of that state, too`() throws {
        let words = try KeyQuery.parse(search: Array("name".utf8), exact: false)
        func count() throws -> Int {
            let answer = try fixture.database.lookupAtOnce(words, limit: 10, octets: .max)
            guard case .found(let keys) = answer else { return 0 }
            return keys.count
        }
        var counts: [Int] = []
        fixture.database.lookingUp {
            counts = (try? [count(), count()]) ?? []
        }
        #expect(try counts + [count()] == [3, 3, 3])
    }

    @Test func `one within another is the same`() throws {
        var found: [Bool] = []
        fixture.database.lookingUp {
            fixture.database.lookingUp { found = (try? [isFound(0), isFound(5)]) ?? [] }
            if let more = try? isFound(2) { found.append(more) }
        }
        #expect(found == [true, false, true])
    }

    @Test func `the database is closed when they have been let go of`() async throws {
        let fixture = fixture
        let isLooking = DispatchSemaphore(value: 0)
        let isDone = Mutex(false)
        DispatchQueue.global().async {
            fixture.database.lookingUp {
                _ = try? isFound(0)
                isLooking.signal()
                // Longer than it takes to close it.
                usleep(50_000)
                isDone.withLock { $0 = true }
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                isLooking.wait()
                continuation.resume()
            }
        }
        try fixture.database.close()
        #expect(isDone.withLock { $0 })
    }
}
