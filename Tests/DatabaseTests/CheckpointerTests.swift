import Foundation
import GRDB
import Testing

@testable import Database

@Suite struct CheckpointerTests {
    private let folder: TemporaryFolder
    private let queue: DatabaseQueue
    private let checkpointer: Checkpointer
    private let path: String
    private let portions = Checkpointer.Portions(begin: 64, rest: 8)
    /// Octets of a page in the log.
    private static let page = 4_096 + 24

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/log.sqlite"
        var configuration = Configuration()
        configuration.journalMode = .wal
        queue = try DatabaseQueue(path: path, configuration: configuration)
        checkpointer = try Checkpointer(path: path, writer: queue, portions: portions)
        try queue.write { try $0.execute(sql: "CREATE TABLE entry (octets BLOB)") }
    }

    /// So many transactions of a few pages each.
    private func write(_ count: Int) throws {
        for _ in 0..<count {
            try queue.write {
                try $0.execute(sql: "INSERT INTO entry (octets) VALUES (randomblob(9000))")
            }
        }
    }

    /// Octets of the log's file, which never gets shorter.
    private var length: Int {
        get throws {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "-wal")
            return try #require(attributes[.size] as? Int)
        }
    }

    private func end() throws {
        checkpointer.end(writer: queue)
        try queue.close()
    }

    @Test func `the log begins anew however much is written`() throws {
        try write(2_000)
        // One that is only brought in would have 6,000 pages.
        #expect(try length <= (portions.most + portions.begin) * Self.page)
        try end()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        let count = try DatabaseQueue(path: path).read {
            #expect(try String.fetchOne($0, sql: "PRAGMA integrity_check") == "ok")
            return try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM entry WHERE length(octets) = 9000")
        }
        #expect(count == 2_000)
    }

    @Test func `what a reader needs stays in the log, and no longer`() throws {
        try write(10)
        let reader = try Reader(path: path)
        try reader.beginSnapshot()
        let count = { try reader.first("SELECT count(*) FROM entry") { $0.integer(0) } }
        #expect(try count() == 10)
        try write(500)
        #expect(try count() == 10)
        let before = try length
        #expect(before >= 1_500 * Self.page)
        reader.endSnapshot()
        try write(3_000)
        #expect(try length <= before + (portions.most + portions.begin) * Self.page)
        #expect(try count() == 3_510)
        try end()
    }
}
