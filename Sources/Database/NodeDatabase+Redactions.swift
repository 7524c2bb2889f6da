import Foundation
import GRDB
import Keyring
package import OpenPGP

/// A user ID that local order keeps out of what is served.
package struct RedactedUserID: Sendable, Hashable {
    package let fingerprint: Fingerprint
    /// SHA-256 of the user ID's octets.
    package let digest: [UInt8]
    /// When it was ordered, Unix seconds.
    package let time: Int
    package let orderedBy: String
}

/// What an order to redact came to.
package struct RedactionOutcome: Sendable, Equatable {
    /// Whether a key of the fingerprint is stored.
    package let isStored: Bool
    /// Redactions added or taken back.
    package let changed: Int
    /// Those in force for the key now.
    package let redactions: [RedactedUserID]
}

enum Redactions {
    static let ofKey = "SELECT user_id FROM redaction WHERE fingerprint = ?"
}

extension NodeDatabase {
    /// Redacts a user ID or lets it back in, and serves the key accordingly from the commit on.
    ///
    /// - Parameter userID: the octets; nil: all that the key has, or with `undo` all redacted ones.
    package func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by orderer: String
    ) async throws -> Committed<RedactionOutcome> {
        let (time, policy, statements) = (now(), policy, statements)
        let outcome = try await queue.write { db in
            var writer = KeyWriter(db: db, statements: statements, policy: policy, now: time)
            let copies = try writer.storedCopies(of: fingerprint)
            let changed =
                undo
                ? try Self.lift(userID, of: fingerprint, on: db)
                : try Self.order(
                    userID.map { [$0] } ?? copies.flatMap(\.key.userIDs), of: fingerprint,
                    at: time, by: orderer, on: db)
            if changed > 0 {
                for copy in copies { try writer.serveAnew(copy) }
            }
            let changes = try writer.finish()
            precondition(
                changes.values.allSatisfy(\.isEmpty), "what is served changes no set")
            return RedactionOutcome(
                isStored: !copies.isEmpty, changed: changed,
                redactions: try Self.redactions(of: fingerprint, on: db))
        }
        return Committed(outcome: outcome)
    }

    private static func order(
        _ userIDs: [[UInt8]], of fingerprint: Fingerprint, at time: Int, by orderer: String,
        on db: GRDB.Database
    ) throws -> Int {
        var changed = 0
        for userID in userIDs {
            try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO redaction (fingerprint, user_id, time, ordered_by)
                    VALUES (?, ?, ?, ?)
                    """
            ).execute(arguments: [
                Data(fingerprint.bytes), Data(MessageDigest.sha256(userID)), time, orderer,
            ])
            changed += db.changesCount
        }
        return changed
    }

    private static func lift(
        _ userID: [UInt8]?, of fingerprint: Fingerprint, on db: GRDB.Database
    ) throws -> Int {
        if let userID {
            try db.execute(
                sql: "DELETE FROM redaction WHERE fingerprint = ? AND user_id = ?",
                arguments: [Data(fingerprint.bytes), Data(MessageDigest.sha256(userID))])
        } else {
            try db.execute(
                sql: "DELETE FROM redaction WHERE fingerprint = ?",
                arguments: [Data(fingerprint.bytes)])
        }
        return db.changesCount
    }

    private static func redactions(
        of fingerprint: Fingerprint, on db: GRDB.Database
    ) throws -> [RedactedUserID] {
        let rows = try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT user_id, time, ordered_by FROM redaction WHERE fingerprint = ?
                ORDER BY time DESC, user_id
                """, arguments: [Data(fingerprint.bytes)])
        return rows.map { row in
            RedactedUserID(
                fingerprint: fingerprint, digest: [UInt8](row[0] as Data), time: row[1],
                orderedBy: row[2])
        }
    }

    /// All redactions in force, the newest first.
    package func redactions() async throws -> [RedactedUserID] {
        try await readers.read { reader in
            try reader.rows(
                """
                SELECT fingerprint, user_id, time, ordered_by FROM redaction
                ORDER BY time DESC, fingerprint, user_id
                """
            ) { row in
                guard let fingerprint = Fingerprint(bytes: row.blob(0)) else {
                    throw NodeDatabaseError.unsound("table redaction: no fingerprint")
                }
                return RedactedUserID(
                    fingerprint: fingerprint, digest: row.blob(1), time: Int(row.integer(2)),
                    orderedBy: row.text(3))
            }
        }
    }
}

extension TransferablePublicKey {
    /// The octets of its user IDs.
    fileprivate var userIDs: [[UInt8]] {
        identities.filter { $0.packet.tag == .userID }.map(\.packet.body)
    }
}
