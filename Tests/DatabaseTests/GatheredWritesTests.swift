import Foundation
import GRDB
import Testing

@testable import Database

/// A file in memory, and how often it was written.
private struct RecordedFile {
    private(set) var octets: [UInt8] = []
    private(set) var writes = 0
    /// Whether there is no room for what is written.
    var isFull = false

    mutating func write(_ portion: UnsafeRawBufferPointer, at offset: Int64) -> Bool {
        guard !isFull else { return false }
        writes += 1
        let missing = Int(offset) + portion.count - octets.count
        if missing > 0 { octets.append(contentsOf: repeatElement(0, count: missing)) }
        octets.replaceSubrange(Int(offset)..<Int(offset) + portion.count, with: portion)
        return true
    }
}

@Suite struct GatheredWritesTests {
    private static let page = 4096
    private static let frame = page + 24

    /// What SQLite writes for a frame.
    private static func head(commits: Bool) -> [UInt8] {
        [0, 0, 0, 9, 0, 0, commits ? 1 : 0, 0] + [UInt8](repeating: 7, count: 16)
    }

    private static func page(_ number: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: page)
    }

    /// A log as it is written, through the gathering or directly.
    private final class Log {
        var file = RecordedFile()
        var writes = GatheredWrites()
        var expected = RecordedFile()

        func write(_ octets: [UInt8], at offset: Int) -> Bool {
            octets.withUnsafeBytes { octets in
                _ = expected.write(octets, at: Int64(offset))
                return writes.write(octets, at: Int64(offset)) { file.write($0, at: $1) }
            }
        }

        /// Whether the file has what it would have without.
        var isRight: Bool { file.octets == expected.octets }

        func flush() -> Bool { writes.flush { file.write($0, at: $1) } }

        /// Frames from a place on, the last of which may end a transaction.
        func writeFrames(_ count: Int, at offset: Int, commits: Bool) -> Bool {
            (0..<count).allSatisfy { index in
                let at = offset + index * frame
                let head = head(commits: commits && index == count - 1)
                return write(head, at: at) && write(page(index), at: at + head.count)
            }
        }
    }

    @Test(arguments: [1, 2, 31, 32, 33, 100])
    func `a transaction is in the file when its last frame is written`(frames: Int) {
        let log = Log()
        #expect(log.write([UInt8](repeating: 1, count: 32), at: 0))
        for transaction in 0..<3 {
            let offset = 32 + transaction * frames * Self.frame
            #expect(log.writeFrames(frames, at: offset, commits: true))
            #expect(log.isRight)
        }
        let portions = (frames * Self.frame + GatheredWrites.capacity - 1) / GatheredWrites.capacity
        #expect(log.file.writes <= 1 + 3 * (portions + 1))
    }

    @Test func `what is not committed is held, and is written before anything else`() {
        let log = Log()
        #expect(log.write([UInt8](repeating: 1, count: 32), at: 0))
        #expect(log.writeFrames(3, at: 32, commits: false))
        #expect(log.file.octets.count == 32)
        // The log begins anew.
        #expect(log.write([UInt8](repeating: 2, count: 32), at: 0))
        #expect(log.isRight)
        #expect(log.writeFrames(2, at: 32, commits: false))
        #expect(log.file.writes == 3)
        #expect(log.flush())
        #expect(log.isRight)
    }

    /// SQLite computes the checksums of a transaction anew that it has written in part before.
    @Test func `heads that are written once more are in the file at once`() {
        let log = Log()
        #expect(log.write([UInt8](repeating: 1, count: 32), at: 0))
        #expect(log.writeFrames(4, at: 32, commits: true))
        for index in 0..<4 {
            let head = Self.head(commits: index == 3).map { $0 &+ 1 }
            #expect(log.write(head, at: 32 + index * Self.frame))
            #expect(log.isRight)
        }
    }

    @Test func `a disk without room is told, at the latest with the last frame`() {
        let log = Log()
        #expect(log.write([UInt8](repeating: 1, count: 32), at: 0))
        log.file.isFull = true
        #expect(!log.writeFrames(2, at: 32, commits: true))
        log.file.isFull = false
        // What could not be written is not written later.
        #expect(log.flush())
        #expect(log.file.octets.count == 32)
        #expect(log.writeFrames(2, at: 32, commits: true))
        #expect(log.isRight)
    }

    @Test func `more than it holds is written at once, in the file's order`() {
        let log = Log()
        #expect(log.write([UInt8](repeating: 1, count: 32), at: 0))
        #expect(log.write(Self.head(commits: false), at: 32))
        #expect(log.write([UInt8](repeating: 3, count: GatheredWrites.capacity + 1), at: 56))
        #expect(log.isRight)
    }
}

/// SQLite over it, on real files.
@Suite struct LogGatheringTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("claviger-log-\(UUID().uuidString)").path

    init() throws {
        LogGathering.install
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func open(_ name: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        return try DatabaseQueue(path: "\(folder)/\(name)", configuration: configuration)
    }

    /// What the files of a database say at this moment: what a process that dies now leaves.
    private func copy() throws -> DatabaseQueue {
        for suffix in ["", "-wal"] {
            try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a\(suffix)"))
                .write(to: URL(fileURLWithPath: "\(folder)/b\(suffix)"))
        }
        return try open("b")
    }

    /// With a cache so small that SQLite writes pages before the commit, and writes them again.
    @Test(arguments: ["OFF", "NORMAL", "FULL"])
    func `each transaction is in the files when it is committed`(synchronous: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let queue = try open("a")
        var random = SystemRandomNumberGenerator()
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA synchronous = \(synchronous);
                    PRAGMA cache_size = 10;
                    PRAGMA wal_autocheckpoint = 400;
                    CREATE TABLE row (id INTEGER PRIMARY KEY, content BLOB)
                    """)
        }
        for round in 1...8 {
            try queue.write { db in
                for _ in 0..<300 {
                    let id = Int.random(in: 0..<2_000, using: &random)
                    try db.execute(
                        sql: "INSERT OR REPLACE INTO row VALUES (?, randomblob(900))",
                        arguments: [id])
                }
                try db.execute(sql: "INSERT OR REPLACE INTO row VALUES (-1, ?)", arguments: [round])
            }
            let found = try copy().read { db in
                (
                    try String.fetchOne(db, sql: "PRAGMA integrity_check"),
                    try Int.fetchOne(db, sql: "SELECT content FROM row WHERE id = -1"),
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM row")
                )
            }
            let count = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM row") }
            #expect(found.0 == "ok")
            #expect(found.1 == round)
            #expect(found.2 == count)
        }
        try queue.close()
    }
}
