import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// Writes admitted keys within one transaction: key, digests, search terms, change log. What it
/// did to the sets is in ``changes``, for the prefix trees of the same transaction.
struct KeyWriter {
    private let db: GRDB.Database
    /// Unix seconds.
    private let now: Int
    private(set) var changes: [Profile: SetChanges] = [:]
    private(set) var inserted = 0
    private(set) var updated = 0

    init(db: GRDB.Database, now: Int) {
        self.db = db
        self.now = now
    }

    mutating func write(_ admitted: AdmittedKey) throws -> KeyOutcome {
        guard let stored = try storedCopy(of: admitted) else { return try insert(admitted) }
        let packets = StoredForm.encode(admitted.key)
        guard stored.packets != packets else { return try unchanged(admitted, stored.id) }
        guard let merged = stored.key.merged(with: admitted.key) else {
            preconditionFailure("a stored copy has the same primary key")
        }
        let mergedPackets = StoredForm.encode(merged)
        guard mergedPackets != stored.packets else { return try unchanged(admitted, stored.id) }
        return try update(stored, to: merged, packets: mergedPackets, admitted)
    }

    // MARK: The stored copy

    private struct StoredCopy {
        let id: Int64
        let packets: [UInt8]
        let key: TransferablePublicKey
    }

    /// The row with the same primary key packet, if there is one.
    private func storedCopy(of admitted: AdmittedKey) throws -> StoredCopy? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, packets FROM key WHERE fingerprint = ?")
        let rows = try GRDB.Row.fetchCursor(
            statement, arguments: [Data(admitted.fingerprint.bytes)])
        while let row = try rows.next() {
            let id: Int64 = row[0]
            let packets = [UInt8](row[1] as Data)
            guard let key = StoredForm.decode(packets) else {
                throw NodeDatabaseError.damaged(key: id)
            }
            if key.primaryKey == admitted.key.primaryKey {
                return StoredCopy(id: id, packets: packets, key: key)
            }
        }
        return nil
    }

    private func unchanged(_ admitted: AdmittedKey, _ id: Int64) throws -> KeyOutcome {
        var digests: [Profile: KeyDigest] = [:]
        for (profile, digest) in try storedDigests(of: id) { digests[profile] = digest }
        return KeyOutcome(
            fingerprint: admitted.fingerprint, change: .unchanged, digests: digests)
    }

    private func storedDigests(of id: Int64) throws -> [Profile: KeyDigest] {
        let statement = try db.cachedStatement(
            sql: "SELECT profile, digest FROM digest WHERE key = ?")
        let rows = try GRDB.Row.fetchCursor(statement, arguments: [id])
        var digests: [Profile: KeyDigest] = [:]
        while let row = try rows.next() {
            guard let profile = Profile(number: row[0]),
                let digest = KeyDigest(bytes: row[1] as Data)
            else { continue }
            digests[profile] = digest
        }
        return digests
    }

    // MARK: Changes

    private mutating func insert(_ admitted: AdmittedKey) throws -> KeyOutcome {
        try db.cachedStatement(
            sql: "INSERT INTO key (fingerprint, changed, packets) VALUES (?, 0, ?)"
        ).execute(arguments: [
            Data(admitted.fingerprint.bytes), Data(StoredForm.encode(admitted.key)),
        ])
        let id = db.lastInsertedRowID
        try logChange(of: id, kind: 1)
        try index(SearchTerms(of: admitted.key), replacing: nil, of: id)
        try setDigests(admitted.digests, replacing: [:], of: id)
        inserted += 1
        return KeyOutcome(
            fingerprint: admitted.fingerprint, change: .inserted,
            digests: admitted.digests)
    }

    private mutating func update(
        _ stored: StoredCopy, to merged: TransferablePublicKey, packets: [UInt8],
        _ admitted: AdmittedKey
    ) throws -> KeyOutcome {
        try db.cachedStatement(sql: "UPDATE key SET packets = ? WHERE id = ?")
            .execute(arguments: [Data(packets), stored.id])
        try logChange(of: stored.id, kind: 2)
        try index(
            SearchTerms(of: merged), replacing: SearchTerms(of: stored.key), of: stored.id)
        let digests = Profile.digests(of: merged)
        try setDigests(digests, replacing: storedDigests(of: stored.id), of: stored.id)
        updated += 1
        return KeyOutcome(
            fingerprint: admitted.fingerprint, change: .updated, digests: digests)
    }

    private func logChange(of id: Int64, kind: Int) throws {
        try db.cachedStatement(sql: "INSERT INTO change (time, key, kind) VALUES (?, ?, ?)")
            .execute(arguments: [now, id, kind])
        try db.cachedStatement(sql: "UPDATE key SET changed = ? WHERE id = ?")
            .execute(arguments: [db.lastInsertedRowID, id])
    }

    private func index(
        _ terms: SearchTerms, replacing old: SearchTerms?, of id: Int64
    ) throws {
        let oldKeyIDs = Set(old?.keyIDs ?? [])
        let newKeyIDs = Set(terms.keyIDs)
        for keyID in terms.keyIDs where !oldKeyIDs.contains(keyID) {
            try db.cachedStatement(sql: "INSERT INTO key_id (low, high, key) VALUES (?, ?, ?)")
                .execute(arguments: [keyID.low, keyID.high, id])
        }
        for keyID in oldKeyIDs.subtracting(newKeyIDs) {
            try db.cachedStatement(
                sql: "DELETE FROM key_id WHERE low = ? AND high = ? AND key = ?"
            ).execute(arguments: [keyID.low, keyID.high, id])
        }
        let oldWords = Set(old?.words ?? [])
        let newWords = Set(terms.words)
        for word in terms.words where !oldWords.contains(word) {
            try db.cachedStatement(sql: "INSERT INTO word (word, key) VALUES (?, ?)")
                .execute(arguments: [Data(word), id])
        }
        for word in oldWords.subtracting(newWords) {
            try db.cachedStatement(sql: "DELETE FROM word WHERE word = ? AND key = ?")
                .execute(arguments: [Data(word), id])
        }
    }

    private mutating func setDigests(
        _ digests: [Profile: KeyDigest], replacing old: [Profile: KeyDigest], of id: Int64
    ) throws {
        for profile in Profile.allCases where digests[profile] != old[profile] {
            if let digest = old[profile] {
                try db.cachedStatement(
                    sql: "DELETE FROM digest WHERE profile = ? AND digest = ? AND key = ?"
                ).execute(arguments: [profile.number, Data(digest.bytes), id])
                let remains = try isHeld(digest, in: profile)
                changes[profile, default: SetChanges()]
                    .record(digest, before: true, after: remains)
            }
            if let digest = digests[profile] {
                let wasHeld = try isHeld(digest, in: profile)
                try db.cachedStatement(
                    sql: "INSERT INTO digest (profile, digest, key) VALUES (?, ?, ?)"
                ).execute(arguments: [profile.number, Data(digest.bytes), id])
                changes[profile, default: SetChanges()]
                    .record(digest, before: wasHeld, after: true)
            }
        }
    }

    private func isHeld(_ digest: KeyDigest, in profile: Profile) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT 1 FROM digest WHERE profile = ? AND digest = ? LIMIT 1")
        return try Int.fetchOne(
            statement, arguments: [profile.number, Data(digest.bytes)]) != nil
    }
}

extension KeyID {
    /// The halves as the index keeps them.
    var low: Int64 { Int64(rawValue & 0xFFFF_FFFF) }
    var high: Int64 { Int64(rawValue >> 32) }
}
