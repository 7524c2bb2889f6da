import Database
import GRDB
import Keyring
import OpenPGP
import Synchronization
import Testing

/// An open database in a folder of its own, with what it told of changes.
struct DatabaseFixture: Sendable {
    let folder: TemporaryFolder
    let database: NodeDatabase
    let changes: ChangeCount

    final class ChangeCount: Sendable {
        private let count = Mutex(0)
        func add() { count.withLock { $0 += 1 } }
        var value: Int { count.withLock { $0 } }
    }

    init() throws {
        let folder = try TemporaryFolder()
        try NodeDatabase.create(in: folder.path)
        try self.init(folder)
    }

    init(_ folder: TemporaryFolder) throws {
        let changes = ChangeCount()
        self.folder = folder
        self.changes = changes
        database = try NodeDatabase.open(
            in: folder.path, now: { 7_200_000 }, onChange: { _ in changes.add() })
    }

    func reopened() throws -> DatabaseFixture {
        try database.close()
        return try DatabaseFixture(folder)
    }

    @discardableResult
    func commit(_ keys: [TransferablePublicKey]) async throws -> [KeyOutcome] {
        let admitted = keys.flatMap { key in
            Admission.read(keyring: key.encoded()).compactMap { verdict in
                if case .admitted(let key) = verdict { key } else { nil }
            }
        }
        try #require(admitted.count == keys.count)
        return try await database.commit(admitted).outcome
    }

    /// Runs SQL behind the database's back, on the closed file.
    func damaged(by sql: String) throws -> DatabaseFixture {
        try database.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(
            path: folder.path + "/" + NodeDatabase.fileName, configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        return try DatabaseFixture(folder)
    }

    func found(_ query: KeyQuery, limit: Int = 100) async throws -> [Fingerprint] {
        guard case .found(let keys) = try await database.lookup(query, limit: limit) else {
            return []
        }
        return keys.map(\.fingerprint)
    }
}
