import Foundation
import GRDB
import Keyring
import OpenPGP

/// The deletion of one key.
extension KeyWriter {
    /// Whether keys of the fingerprint are refused by order.
    func isRemoved(_ fingerprint: Fingerprint) throws -> Bool {
        let statement = try db.cachedStatement(sql: Removals.ofKey)
        return try Int.fetchOne(statement, arguments: [Data(fingerprint.bytes)]) != nil
    }

    /// Deletes everything that was kept of a key. Its digests are remembered: peers go on offering
    /// them.
    mutating func delete(_ copy: StoredCopy) throws {
        let fingerprint = Data(copy.key.fingerprint.bytes)
        let digests = try storedDigests(of: copy.id)
        for (profile, digest) in digests {
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO removed_digest (profile, digest, fingerprint)
                    VALUES (?, ?, ?)
                    """, arguments: [profile.number, Data(digest.bytes), fingerprint])
        }
        try setDigests([:], replacing: digests, of: copy.id)
        if let terms = try copy.terms() {
            for keyID in Set(terms.keyIDs) {
                try db.execute(
                    sql: "DELETE FROM key_id WHERE low = ? AND high = ? AND key = ?",
                    arguments: [keyID.low, keyID.high, copy.id])
            }
            for word in Set(terms.words) {
                try db.execute(
                    sql: "DELETE FROM word WHERE word = ? AND key = ?",
                    arguments: [Data(word), copy.id])
            }
        }
        for kind in FormKind.allCases {
            try db.execute(
                sql: "DELETE FROM form WHERE id = ?", arguments: [kind.row(of: copy.id)])
        }
        // A walk over the log: an index for the rare order would cost every key that comes in.
        try db.execute(sql: "DELETE FROM change WHERE key = ?", arguments: [copy.id])
        try db.execute(sql: "DELETE FROM key WHERE id = ?", arguments: [copy.id])
        try db.execute(sql: "UPDATE total SET keys = keys - 1")
        deleted += 1
    }

    /// Takes a number of the log of changes for something that is not a row of it.
    func takeChange() throws -> Int64 {
        let sequence = try nextChange()
        try db.execute(
            sql: "UPDATE sqlite_sequence SET seq = ? WHERE name = 'change'",
            arguments: [sequence])
        if db.changesCount == 0 {
            try db.execute(
                sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('change', ?)",
                arguments: [sequence])
        }
        return sequence
    }
}
