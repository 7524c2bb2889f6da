import CSQLiteSettings
import Foundation
import GRDB
package import Keyring
import OpenPGP
package import SetReconciliation

/// The one database of a node: keys, search terms, digests, prefix trees, what is remembered of
/// peers. Every change of a set and of the keys behind it is one transaction.
package final class NodeDatabase: Sendable {
    /// The SQLite file in the database's folder; its write-ahead log lies beside it.
    package static let fileName = "claviger.sqlite"

    let folder: String
    let path: String
    let readers: ReaderPool
    let queue: DatabaseQueue
    let statements: RowStatements
    private let lock: DatabaseLock
    let trees: SetTrees
    let committer: Committer
    private let checkpointer: Checkpointer
    /// Which certifications by others are served.
    let policy: ServingPolicy
    let watch: VerificationWatch
    let now: @Sendable () -> Int

    /// Makes an empty database in a folder that has none.
    package static func create(in folder: String) throws {
        let path = folder + "/" + fileName
        guard !FileManager.default.fileExists(atPath: path) else {
            throw NodeDatabaseError.unusable(
                path: path, reason: "exists already: nothing was changed")
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        _ = try NodeDatabase(
            folder: folder, policy: .standard, watch: .none, now: { 0 }, onChange: { _ in },
            progress: { _ in }, repaired: { _ in })
    }

    /// Opens the database in a folder, and brings an older one up to date, and one whose keys were
    /// verified or are served by other rules. That can take long: as long as verifying all keys.
    /// What is done stays done when it is interrupted.
    ///
    /// - Parameters:
    ///   - policy: which certifications by others are served.
    ///   - watch: stands by while stored keys are verified.
    ///   - now: the clock, Unix seconds.
    ///   - onChange: told after each commit that changed a key which sets it changed; must not block.
    ///   - progress: told now and then how far the keys have been brought, if they had to be.
    ///   - repaired: told of each prefix tree that had to be made again.
    package static func open(
        in folder: String, policy: ServingPolicy = .standard, watch: VerificationWatch = .none,
        now: @escaping @Sendable () -> Int,
        onChange: @escaping @Sendable (Set<Profile>) -> Void,
        progress: @escaping @Sendable (RederivationProgress) -> Void = { _ in },
        repaired: (TreeRepair) -> Void = { _ in }
    ) throws -> NodeDatabase {
        guard FileManager.default.fileExists(atPath: folder + "/" + fileName) else {
            throw NodeDatabaseError.absent(folder: folder)
        }
        return try NodeDatabase(
            folder: folder, policy: policy, watch: watch, now: now, onChange: onChange,
            progress: progress, repaired: repaired)
    }

    private init(
        folder: String, policy: ServingPolicy, watch: VerificationWatch,
        now: @escaping @Sendable () -> Int,
        onChange: @escaping @Sendable (Set<Profile>) -> Void,
        progress: @escaping @Sendable (RederivationProgress) -> Void,
        repaired: (TreeRepair) -> Void
    ) throws {
        Self.settings
        lock = try DatabaseLock(folder: folder)
        self.folder = folder
        path = folder + "/" + Self.fileName
        queue = try DatabaseQueue(path: path, configuration: Self.configuration)
        try Self.makeDurable(queue)
        try Schema.migrator.migrate(queue)
        statements = RowStatements(queue)
        readers = ReaderPool(path: path)
        trees = try SetTrees(readers, on: queue, statements, repaired: repaired)
        checkpointer = try Checkpointer(
            path: path, writer: queue, onCommit: readers.commits.add)
        try Rederivation(
            queue: queue, statements: statements, trees: trees, policy: policy, now: now(),
            watch: watch, progress: progress
        ).run()
        committer = Committer(
            queue: queue, statements: statements, trees: trees, policy: policy, now: now,
            onChange: onChange)
        self.policy = policy
        self.watch = watch
        self.now = now
    }

    /// Those of SQLite as a whole, once. Where something else has used it before, it stays as it is.
    private static let settings: Void = {
        _ = sqlite3_config_without_memory_statistics()
        LogGathering.install
    }()

    /// Pages that the writer keeps, 16 MiB: each key that is added changes some ten, most of them
    /// leaves of indexes, below inner pages that all share.
    private static let pagesKept = 4_096

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "claviger.database.write"
        configuration.journalMode = .wal
        // The queue's own lock is enough: one connection, one writer.
        configuration.busyMode = .timeout(5)
        // Each row that refers to a key is written by the writer that writes the key, and `check`
        // holds each against it. SQLite would look the key up for each again.
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            // Debian builds SQLite to overwrite deleted content, which doubles the writing; FAST
            // overwrites where that costs no more writing.
            try db.execute(
                sql: """
                    PRAGMA secure_delete = FAST;
                    PRAGMA cache_size = \(pagesKept);
                    """)
        }
        return configuration
    }

    /// What is acknowledged survives a power failure: each commit waits for the disk. Set after the
    /// queue is open, since GRDB sets `NORMAL`, which can lose the last commits, when it turns to
    /// the write-ahead log; and read back, since SQLite is silent about a pragma it ignores.
    private static func makeDurable(_ queue: DatabaseQueue) throws {
        let full = 2
        let setting = try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard setting == full else {
            throw NodeDatabaseError.unusable(
                path: queue.path, reason: "SQLite does not wait for the disk (synchronous)")
        }
    }

    /// Closes all connections and frees the lock. No call may be under way.
    package func close() throws {
        readers.close()
        checkpointer.end(writer: queue)
        queue.unsafeRead { _ in statements.release() }
        try queue.close()
        lock.release()
    }

    // MARK: Writing

    /// The one door in: writes the keys in one transaction and returns after its commit.
    package func commit(_ keys: [PreparedKey]) async throws -> Committed<[KeyOutcome]> {
        try await committer.commit(keys)
    }

    /// The same for keys of which nothing was prepared.
    package func commit(_ keys: [AdmittedKey]) async throws -> Committed<[KeyOutcome]> {
        try await committer.commit(keys.map { PreparedKey($0) })
    }

    /// True when something can be committed and the database read. Waits for the disk.
    package func isWritable() async -> Bool {
        do {
            try await queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    // There and back: a row that does not change is not written at all.
                    for step in [1, -1] {
                        try db.execute(sql: "UPDATE total SET keys = keys + ?", arguments: [step])
                    }
                    return .commit
                }
            }
            _ = try keyCount()
            return true
        } catch {
            return false
        }
    }

    // MARK: Sizes

    /// Stored keys.
    package func keyCount() throws -> Int {
        try readers.readNow { reader in
            try reader.first("SELECT keys FROM total") { Int($0.integer(0)) } ?? 0
        }
    }

    /// The file and its write-ahead log, bytes.
    package var sizeInBytes: Int {
        [path, path + "-wal"].reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }

    // MARK: Sets

    /// What the profile's set holds under a prefix. Reads on the calling thread, which may wait.
    ///
    /// The node is of the last commit; elements, where they are needed, may be of a later one.
    package func answer(for prefix: Prefix, in profile: Profile) throws -> PrefixTreeAnswer {
        try PrefixTreeAnswer(prefix, node: trees.node(at: prefix, of: profile)) { prefix in
            try readers.readNow { try $0.elements(of: profile, under: prefix) }
        }
    }

    /// The root of the profile's prefix tree: count and sums of the whole set.
    package func root(of profile: Profile) -> PrefixTreeNode { trees.root(of: profile) }
}
