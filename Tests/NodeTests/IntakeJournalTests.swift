import Foundation
import Keyring
import Testing

@testable import Node

/// A folder of its own, which goes with the value.
final class JournalFolder: Sendable {
    let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("claviger-journal-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// Files that have an entry: what is being digested, in a journal's folder.
    var entries: [String] { names.filter { contents($0).first ?? 0 != 0 } }

    func contents(_ name: String) -> [UInt8] {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { [UInt8]($0) } ?? []
    }
}

@Suite struct IntakeJournalTests {
    private let folder = JournalFolder()

    @Test func `what is being digested lies there until it leaves`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        let entry = try journal.enter(
            Submission(origin: .client("192.0.2.7"), bytes: [1, 2, 3]))
        let name = try #require(folder.names.first)
        let record = IntakeJournalRecord(folder.contents(name))
        #expect(record?.origin == .client("192.0.2.7"))
        #expect(record?.blobs == [[1, 2, 3]])
        #expect(record?.originText == "client 192.0.2.7")
        entry.leave()
        #expect(folder.entries == [])
        entry.leave()
    }

    @Test func `an entry that is let go of has left`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        _ = try journal.enter([[1]], origin: .load)
        #expect(folder.entries == [])
    }

    @Test func `the answers of a peer stay apart`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        let blobs: [[UInt8]] = [[10, 10], [], Array(repeating: 10, count: 300_000), [32]]
        let entry = try journal.enter(blobs, origin: .peer("b"))
        let record = try #require(IntakeJournalRecord(folder.contents(folder.names[0])))
        #expect(record.blobs == blobs)
        #expect(record.origin == .peer("b"))
        entry.leave()
    }

    @Test func `only the node's own user reads what strangers sent`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        let entry = try journal.enter([[1]], origin: .load)
        let file = "\(folder.path)/\(folder.names[0])"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let folderMode = try FileManager.default.attributesOfItem(atPath: folder.path)[
            .posixPermissions]
        #expect(folderMode as? Int == 0o700)
        entry.leave()
    }

    @Test func `the next entry is written where the last one was, and is nothing but itself`()
        throws
    {
        let journal = try IntakeJournal(folder: folder.path)
        try journal.enter([Array(repeating: 9, count: 9_000)], origin: .peer("b")).leave()
        let name = try #require(folder.names.first)
        let entry = try journal.enter([[1]], origin: .load)
        #expect(folder.names == [name])
        #expect(IntakeJournalRecord(folder.contents(name))?.blobs == [[1]])
        entry.leave()
        journal.close()
        #expect(folder.names == [])
    }

    @Test(arguments: [-1, 0, 1])
    func `an entry larger than what is kept has room for has a file, which goes with it`(
        more: Int
    ) throws {
        let journal = try IntakeJournal(folder: folder.path)
        var blob = [UInt8](repeating: 7, count: IntakeJournalFile.room + more)
        blob.removeLast(IntakeJournalRecord.head(of: [blob], origin: .load).count)
        let entry = try journal.enter([blob], origin: .load)
        let name = try #require(folder.entries.first)
        #expect(IntakeJournalRecord(folder.contents(name))?.blobs == [blob])
        entry.leave()
        #expect(folder.entries == [])
        #expect(folder.names == (more <= 0 ? [name] : []))
    }

    @Test func `entries at one time have files of their own, of which some are kept`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        let count = IntakeJournal.maximumKept + 10
        let entries = try (0..<count).map { try journal.enter([[UInt8($0)]], origin: .load) }
        let blobs = folder.entries.compactMap {
            IntakeJournalRecord(folder.contents($0))?.blobs[0][0]
        }
        #expect(Set(blobs) == Set(0..<UInt8(count)))
        for entry in entries { entry.leave() }
        #expect(folder.entries == [])
        #expect(folder.names.count == IntakeJournal.maximumKept)
    }

    @Test func `a file that somebody removed is not written any more`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        for _ in 0..<(IntakeJournal.maximumKept + 1) {
            let entry = try journal.enter([[1]], origin: .load)
            #expect(folder.entries.count == 1)
            entry.leave()
            for name in folder.names { unlink("\(folder.path)/\(name)") }
        }
    }

    @Test func `what an earlier process kept is cleared away, what it left is not`() throws {
        let first = try IntakeJournal(folder: folder.path)
        let entries = try (0..<3).map { try first.enter([[$0]], origin: .load) }
        entries[0].leave()
        entries[2].leave()
        #expect(folder.names.count == 3)
        // Whoever lets go of an entry has digested it.
        try withExtendedLifetime((first, entries)) {
            _ = try IntakeJournal(folder: folder.path)
            #expect(
                folder.names.map { IntakeJournalRecord(folder.contents($0))?.blobs } == [[[1]]])
        }
    }

    @Test func `what an earlier process left is not written over`() throws {
        let first = try IntakeJournal(folder: folder.path)
        let left = try first.enter([[1]], origin: .load)
        let name = folder.names[0]
        // The same process ID and the same numbers again.
        let second = try IntakeJournal(folder: folder.path)
        let entry = try second.enter([[2]], origin: .load)
        #expect(folder.names.count == 2)
        #expect(IntakeJournalRecord(folder.contents(name))?.blobs == [[1]])
        entry.leave()
        #expect(folder.entries == [name])
        left.leave()
    }

    @Test func `without a place to write nothing is taken in`() throws {
        #expect(throws: IntakeJournalError.self) {
            try IntakeJournal(folder: "/nonexistent/folder")
        }
        let journal = try IntakeJournal(folder: folder.path)
        try FileManager.default.removeItem(atPath: folder.path)
        let error = #expect(throws: IntakeJournalError.self) {
            try journal.enter([[1]], origin: .load)
        }
        #expect(error?.description.contains("No such file") == true)
    }

    @Test func `a client's name cannot begin a line`() throws {
        let journal = try IntakeJournal(folder: folder.path)
        let entry = try journal.enter([[7]], origin: .client("a\nload\n1 \r\u{2028}"))
        let record = IntakeJournalRecord(folder.contents(folder.names[0]))
        #expect(record?.origin == .client("aload1"))
        #expect(record?.blobs == [[7]])
        entry.leave()
    }

    @Test func `a file cut short at any octet is no record, or has fewer blobs`() {
        let whole = IntakeJournalRecord.head(of: [[1, 2], [3]], origin: .load) + [1, 2, 3]
        #expect(IntakeJournalRecord(whole)?.blobs == [[1, 2], [3]])
        let head = whole.count - 3
        #expect(whole.prefix(head) == Array("claviger intake 1\nload\n2 1\n".utf8)[...])
        for count in 0..<whole.count {
            let record = IntakeJournalRecord(Array(whole[..<count]))
            #expect(record == nil, "\(count) of \(whole.count), head \(head)")
        }
    }

    @Test(arguments: [
        "", "\n\n\n", "claviger intake 1\n", "claviger intake 1\nload\n-1\n",
        "claviger intake 1\nload\n99999999999999999999\n", "claviger intake 1\nload\n1\n",
        "claviger intake 1\nnobody\n\n", "claviger intake 1\nload x\n\n", "other\nload\n\n",
    ])
    func `what no journal wrote is no record`(text: String) {
        #expect(IntakeJournalRecord(Array(text.utf8)) == nil)
    }
}
