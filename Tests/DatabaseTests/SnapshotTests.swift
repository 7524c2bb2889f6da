import Database
import Foundation
import Keyring
import OpenPGP
import SetReconciliation
import SyntheticKeys
import Testing

/// What leaves the database whole: dumps, copies, the log of changes.
@Suite struct SnapshotTests {
    private let fixture: DatabaseFixture
    private var database: NodeDatabase { fixture.database }

    init() throws { fixture = try DatabaseFixture() }

    private func octets(of snapshot: KeyringSnapshot) async throws -> [UInt8] {
        var octets: [UInt8] = []
        var position: Int64?
        while let piece = try await snapshot.piece(after: position) {
            octets += piece.octets
            position = piece.position
        }
        return octets
    }

    @Test func `a snapshot does not show what is committed after it was taken`() async throws {
        let keys = (0..<20).map { SyntheticKey($0).key }
        try await fixture.commit(Array(keys.prefix(12)))
        let snapshot = try await database.snapshot()
        try await fixture.commit(Array(keys.suffix(8)))
        #expect(snapshot.summary.keys == 12)
        #expect(snapshot.summary.lastChange == 12)
        #expect(snapshot.summary.roots[.sks]?.count == 12)
        #expect(try await octets(of: snapshot) == keys.prefix(12).flatMap { $0.encoded() })
        let later = try await database.snapshot()
        #expect(later.summary.keys == 20)
        #expect(try await octets(of: later) == keys.flatMap { $0.encoded() })
    }

    @Test func `a long keyring comes in several pieces`() async throws {
        // Each some 200 octets: more than one piece together.
        let keys = (0..<2_000).map { SyntheticKey($0).key }
        try await fixture.commit(keys)
        let snapshot = try await database.snapshot()
        let first = try #require(try await snapshot.piece(after: nil))
        #expect(first.octets.count < keys.reduce(0) { $0 + $1.encodedLength })
        #expect(try await octets(of: snapshot) == keys.flatMap { $0.encoded() })
    }

    @Test func `changes are numbered in the order of the commits`() async throws {
        let keys = (0..<5).map { SyntheticKey($0).key }
        #expect(try database.lastChange() == 0)
        #expect(try await database.changes(after: 0, limit: 10).isEmpty)
        for key in keys { try await fixture.commit([key]) }
        try await fixture.commit([keys[0]])
        let changes = try await database.changes(after: 0, limit: 10)
        #expect(changes.map(\.fingerprint) == keys.map(\.fingerprint))
        #expect(changes.allSatisfy { $0.kind == .inserted && $0.time == 7_200_000 })
        #expect(try await database.changes(after: 0, limit: 2) == Array(changes.prefix(2)))
        #expect(
            try await database.changes(after: changes[2].sequence, limit: 10)
                == Array(changes.suffix(2)))
        #expect(try database.lastChange() == changes.last?.sequence)
    }

    @Test func `a copy is a database that stands alone and leaves no file`() async throws {
        try await fixture.commit((0..<20).map { SyntheticKey($0).key })
        let before = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
        let copy = try await database.copy()
        #expect(copy.summary == (try await database.snapshot()).summary)
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path))
                == Set(before))
        var octets: [UInt8] = []
        while true {
            let piece = try await copy.octets(at: octets.count)
            if piece.isEmpty { break }
            octets += piece
        }
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/backup"
        try Data(octets).write(to: URL(fileURLWithPath: file))
        let verification = try DatabaseBackup(file).verify()
        #expect(verification.summary == copy.summary)
        #expect(verification.check.problems.isEmpty)
        #expect(verification.isWhole)

        let place = "\(folder.path)/data"
        try DatabaseBackup(file).restore(to: place) { _ in }
        let restored = try NodeDatabase.open(in: place, now: { 0 }, onChange: { _ in })
        #expect(restored.root(of: .sks) == (database.root(of: .sks)))
        #expect(try await restored.check().problems.isEmpty)
        try restored.close()
        #expect(throws: NodeDatabaseError.self) {
            try DatabaseBackup(file).restore(to: place) { _ in }
        }
    }

    @Test func `what is not accepted is not put in place`() async throws {
        struct Unwanted: Error {}
        let folder = try TemporaryFolder()
        #expect(throws: Unwanted.self) {
            try DatabaseBackup("\(fixture.folder.path)/\(NodeDatabase.fileName)")
                .restore(to: "\(folder.path)/data") { _ in throw Unwanted() }
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/data") == ["lock"])
    }
}
