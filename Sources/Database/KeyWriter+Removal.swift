import Foundation
import GRDB
import Keyring
import OpenPGP

/// The deletion of one key.
extension KeyWriter {
    /// Whether keys of the fingerprint are refused by order.
    func isRemoved(_ fingerprint: Fingerprint) throws -> Bool {
        try statements.first(.isRemoved) {
            $0.bind(fingerprint.bytes)
        } _: { _ in
            true
        } ?? false
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
        setDigests([:], replacing: digests, of: copy.id)
        index(.none, replacing: try copy.terms(), of: copy.id)
        for kind in FormKind.allCases { try remove(kind, of: copy.id) }
        // A walk over the log: an index for the rare order would cost every key that comes in.
        try db.execute(sql: "DELETE FROM change WHERE key = ?", arguments: [copy.id])
        try db.execute(sql: "DELETE FROM key WHERE id = ?", arguments: [copy.id])
        try db.execute(sql: "UPDATE total SET keys = keys - 1")
        deleted += 1
    }

    /// Takes a number of the log of changes for something that is not a row of it.
    mutating func takeChange() throws -> Int64 {
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
