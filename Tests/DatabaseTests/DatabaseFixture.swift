import Database
import GRDB
import Keyring
import OpenPGP
import Synchronization
import Testing

/// An open database in a folder of its own, with what it told of changes of sets.
struct DatabaseFixture: Sendable {
    let folder: TemporaryFolder
    let database: NodeDatabase
    let changes: ChangeCount
    /// The prefix trees that had to be made again when it was opened.
    let repairs: [TreeRepair]

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

    init(
        _ folder: TemporaryFolder, policy: ServingPolicy = .standard,
        progress: @escaping @Sendable (RederivationProgress) -> Void = { _ in }
    ) throws {
        let changes = ChangeCount()
        self.folder = folder
        self.changes = changes
        var repairs: [TreeRepair] = []
        database = try NodeDatabase.open(
            in: folder.path, policy: policy, now: { 7_200_000 },
            onChange: { sets in if !sets.isEmpty { changes.add() } }, progress: progress,
            repaired: { repairs.append($0) })
        self.repairs = repairs
    }

    func reopened(
        policy: ServingPolicy = .standard,
        progress: @escaping @Sendable (RederivationProgress) -> Void = { _ in }
    ) throws -> DatabaseFixture {
        try database.close()
        return try DatabaseFixture(folder, policy: policy, progress: progress)
    }

    @discardableResult
    func commit(_ keys: [TransferablePublicKey]) async throws -> [KeyOutcome] {
        try await database.commit(admitted(keys)).outcome
    }

    /// The keys as they are admitted beside what is stored now.
    func admitted(_ keys: [TransferablePublicKey]) throws -> [AdmittedKey] {
        let readings = keys.flatMap { Admission.read(keyring: $0.encoded()) }
        let admitted = try readings.compactMap { reading -> AdmittedKey? in
            guard case .key(let received) = reading else { return nil }
            return try judge(received)
        }
        try #require(admitted.count == keys.count)
        return admitted
    }

    private func judge(_ received: ReceivedKey) throws -> AdmittedKey? {
        let copy = try database.storedCopies(of: received.fingerprint)
            .first { $0.key.primaryKey == received.key.primaryKey }
        var budget = VerificationBudget.unlimited
        let verdict = try Admission.admit(
            received, beside: copy.map { (stored: $0.key, verified: try $0.verified()) },
            origin: .load, budget: &budget)
        return if case .admitted(let key) = verdict { key } else { nil }
    }

    /// Runs SQL behind the database's back, on the closed file.
    func damaged(by sql: String, policy: ServingPolicy = .standard) throws -> DatabaseFixture {
        try database.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(
            path: folder.path + "/" + NodeDatabase.fileName, configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        return try DatabaseFixture(folder, policy: policy)
    }

    /// What is served of the only key that matches.
    func served(_ query: KeyQuery) async throws -> FoundKey? {
        guard case .found(let keys) = try await database.lookup(query, limit: 1) else { return nil }
        return keys.first
    }

    func found(_ query: KeyQuery, limit: Int = 100) async throws -> [Fingerprint] {
        guard case .found(let keys) = try await database.lookup(query, limit: limit) else {
            return []
        }
        return keys.map(\.fingerprint)
    }
}

extension VerifiedKey {
    /// What of a key is verified, all of it afresh.
    static func whole(_ key: TransferablePublicKey) throws -> VerifiedKey {
        var budget = VerificationBudget.unlimited
        return try verify(key, budget: &budget)
    }
}
