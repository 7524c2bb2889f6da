import Foundation
import GRDB
import Keyring
package import OpenPGP

/// How far a load has come, kept in the transactions of the load itself, so that the same load goes
/// on after an interruption where it was.
package struct LoadMark: Sendable, Equatable {
    /// What is loaded, and how: equal for equal loads of unchanged files only.
    package let load: [UInt8]
    /// Keys of its files, in their order, that are done with.
    package let keys: Int

    package init(load: [UInt8], keys: Int) {
        self.load = load
        self.keys = keys
    }
}

extension NodeDatabase {
    /// Pages that the writer keeps during a load, 128 MiB: a large group writes to all places of
    /// each index, and what falls out of the cache is written twice.
    private static let pagesKeptLoading = 32_768
    /// Pages of the write-ahead log after which they are brought into the database. Each group of a
    /// load changes much of what the one before did: brought together, that is written once.
    private static let pagesLoggedLoading = 65_536

    /// Makes ready for a load. The settings hold until the database is closed.
    package func prepareForLoad() async throws {
        try await queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA cache_size = \(Self.pagesKeptLoading);
                    PRAGMA wal_autocheckpoint = \(Self.pagesLoggedLoading);
                    """)
        }
    }

    /// Writes a group of keys of a load in one transaction. Outcomes are in no order.
    ///
    /// The keys are written in the order of their fingerprints, so that the rows of that index are
    /// neighbours too, as those of the others are anyway.
    ///
    /// - Parameter mark: how far the load has come with them; nil: nothing is remembered.
    package func load(
        _ keys: [PreparedKey], mark: LoadMark?
    ) async throws -> Committed<[KeyOutcome]> {
        let fingerprints = keys.map(\.admitted.fingerprint)
        let order = keys.indices.sorted { fingerprints[$0] < fingerprints[$1] }
        return try await committer.load { writer in
            let outcomes = try order.map { try writer.write(keys[$0]) }
            if let mark { try mark.write(writer.db) }
            return outcomes
        }
    }

    /// Those of the fingerprints of which nothing is stored, as of one moment: a look at the index in
    /// place of one at the keys, for a load in which nearly all are new.
    package func unknown(among fingerprints: [Fingerprint]) throws -> Set<Fingerprint> {
        try readers.readNow { reader in
            try reader.snapshot {
                try Set(
                    fingerprints.filter { fingerprint in
                        try reader.first(Self.isKnown, [.blob(fingerprint.bytes)]) { _ in true }
                            == nil
                    })
            }
        }
    }

    private static let isKnown = "SELECT 1 FROM key WHERE fingerprint = ?"

    /// How far the last load came that was interrupted; nil: none was.
    package func loadMark() throws -> LoadMark? {
        try readers.readNow { reader in
            try reader.first("SELECT load, keys FROM load_mark") { row in
                LoadMark(load: row.blob(0), keys: Int(row.integer(1)))
            }
        }
    }

    /// Forgets how far a load has come: it is at its end.
    package func endLoad() async throws {
        try await queue.write { try $0.execute(sql: "DELETE FROM load_mark") }
    }
}

extension LoadMark {
    /// There is one row: a load forgets how far another one came.
    fileprivate func write(_ db: GRDB.Database) throws {
        try db.execute(sql: "DELETE FROM load_mark")
        try db.execute(
            sql: "INSERT INTO load_mark (load, keys) VALUES (?, ?)",
            arguments: [Data(load), keys])
    }
}
