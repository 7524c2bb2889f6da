import Foundation
import GRDB
package import OpenPGP

/// A key that was removed by order and is not taken again.
package struct RemovedKey: Sendable, Hashable {
    package let fingerprint: Fingerprint
    /// When it was ordered, Unix seconds.
    package let time: Int
    package let orderedBy: String
    package let reason: String

    /// What is said of a copy of it that arrives, by whomever.
    package static func refusal(of fingerprint: Fingerprint) -> String {
        "\(fingerprint.hex) was removed by order of this node's operator and is not taken again"
    }
}

/// What an order to remove a key, or to let it back in, came to.
package struct RemovalOutcome: Sendable, Equatable {
    /// Keys of the fingerprint that were deleted: several only where primary keys share it.
    package let keys: Int
    /// False when all was so already.
    package let isChanged: Bool
    /// In force now.
    package let removal: RemovedKey?
}

enum Removals {
    static let ofKey = "SELECT 1 FROM removal WHERE fingerprint = ?"
}

extension NodeDatabase {
    /// Deletes the keys with this fingerprint, and refuses what arrives of them from the commit on.
    ///
    /// - Parameter anyway: also when no such key is stored; else nothing is done then.
    package func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by orderer: String
    ) async throws -> Committed<RemovalOutcome> {
        let time = now()
        return try await committer.order { writer in
            if let removal = try Self.removal(of: fingerprint, on: writer.db) {
                return RemovalOutcome(keys: 0, isChanged: false, removal: removal)
            }
            let copies = try writer.storedCopies(of: fingerprint)
            guard anyway || !copies.isEmpty else {
                return RemovalOutcome(keys: 0, isChanged: false, removal: nil)
            }
            for copy in copies { try writer.delete(copy) }
            try writer.db.execute(
                sql: """
                    INSERT INTO removal (fingerprint, sequence, time, ordered_by, reason)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Data(fingerprint.bytes), try writer.takeChange(), time, orderer, reason,
                ])
            return RemovalOutcome(
                keys: copies.count, isChanged: true,
                removal: try Self.removal(of: fingerprint, on: writer.db))
        }
    }

    /// Lets a removed key back in: from a client, a peer or a dump. It is not stored any more.
    package func letBack(_ fingerprint: Fingerprint) async throws -> Committed<RemovalOutcome> {
        try await committer.order { writer in
            let bytes = Data(fingerprint.bytes)
            try writer.db.execute(
                sql: "DELETE FROM removal WHERE fingerprint = ?", arguments: [bytes])
            let isChanged = writer.db.changesCount > 0
            try writer.db.execute(
                sql: "DELETE FROM removed_digest WHERE fingerprint = ?", arguments: [bytes])
            // What peers offered of it meanwhile is worth fetching again.
            try writer.db.execute(
                sql: "DELETE FROM useless_digest WHERE reason = ?",
                arguments: [RemovedKey.refusal(of: fingerprint)])
            return RemovalOutcome(keys: 0, isChanged: isChanged, removal: nil)
        }
    }

    private static let columns = "SELECT fingerprint, time, ordered_by, reason FROM removal"

    private static func removal(
        of fingerprint: Fingerprint, on db: GRDB.Database
    ) throws -> RemovedKey? {
        try GRDB.Row.fetchOne(
            db, sql: columns + " WHERE fingerprint = ?", arguments: [Data(fingerprint.bytes)]
        ).map { row in
            RemovedKey(
                fingerprint: fingerprint, time: row[1], orderedBy: row[2], reason: row[3])
        }
    }

    /// All removals in force, the newest first.
    package func removals() async throws -> [RemovedKey] {
        try await readers.read { reader in
            try reader.rows(Self.columns + " ORDER BY sequence DESC") { row in
                guard let fingerprint = Fingerprint(bytes: row.blob(0)) else {
                    throw NodeDatabaseError.unsound("table removal: no fingerprint")
                }
                return RemovedKey(
                    fingerprint: fingerprint, time: Int(row.integer(1)), orderedBy: row.text(2),
                    reason: row.text(3))
            }
        }
    }
}
