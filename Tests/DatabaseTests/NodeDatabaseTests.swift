import Foundation
import GRDB
import Testing

@testable import Database

@Suite struct NodeDatabaseTests {
    @Test func `a second process is kept out while the database is open`() throws {
        let fixture = try DatabaseFixture()
        #expect(throws: NodeDatabaseError.inUse(folder: fixture.folder.path)) {
            try DatabaseFixture(fixture.folder)
        }
        _ = try fixture.reopened()
    }

    @Test func `an absent database is not made by opening it`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: NodeDatabaseError.absent(folder: folder.path)) {
            try DatabaseFixture(folder)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a database is not made where there is one`() throws {
        let fixture = try DatabaseFixture()
        #expect(throws: NodeDatabaseError.self) {
            try NodeDatabase.create(in: fixture.folder.path)
        }
    }

    @Test func `a healthy database is writable`() async throws {
        let fixture = try DatabaseFixture()
        #expect(await fixture.database.isWritable())
        #expect(fixture.database.sizeInBytes > 0)
    }

    @Test func `the connection that writes waits for the disk at each commit`() throws {
        let fixture = try DatabaseFixture()
        let (synchronous, journal) = try fixture.database.queue.writeWithoutTransaction { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                try String.fetchOne(db, sql: "PRAGMA journal_mode")
            )
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
    }
}
