import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// The rows of one key.
extension KeyWriter {
    /// Puts new forms in place of what is there, and with them the terms and digests. Rows that stay
    /// as they are are not written.
    ///
    /// - Parameters:
    ///   - hasGrown: whether the stored form is another than that of the copy.
    ///   - oldTerms: those under which the key is indexed; nil: none.
    mutating func replace(
        _ copy: StoredCopy, by forms: KeyForms, hasGrown: Bool, oldTerms: SearchTerms?
    ) throws {
        if forms.served != copy.served {
            try db.cachedStatement(sql: "UPDATE key SET packets = ? WHERE id = ?")
                .execute(arguments: [Data(forms.served), copy.id])
        }
        for kind in FormKind.allCases {
            let octets = forms.octets(kind)
            if octets == forms.served {
                if copy.hasRow(kind) { try remove(kind, of: copy.id) }
            } else if !copy.keeps(octets, as: kind, hasGrown: hasGrown) {
                try put(octets, as: kind, of: copy.id)
            }
        }
        try index(forms.terms, replacing: oldTerms, of: copy.id)
        try setDigests(forms.digests, replacing: storedDigests(of: copy.id), of: copy.id)
    }

    /// Longest form that is handed to SQLite by copies of it.
    private static let longestCopied = 64 << 10

    func put(_ octets: [UInt8], as kind: FormKind, of id: Int64) throws {
        let sql = "INSERT OR REPLACE INTO form (id, packets) VALUES (?, ?)"
        guard octets.count > Self.longestCopied, let connection = db.sqliteConnection else {
            return try db.cachedStatement(sql: sql)
                .execute(arguments: [kind.row(of: id), Data(octets)])
        }
        // Two copies fewer of what may be tens of megabytes.
        try Statement(sql, on: connection).run(kind.row(of: id), borrowing: octets)
    }

    private func remove(_ kind: FormKind, of id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM form WHERE id = ?")
            .execute(arguments: [kind.row(of: id)])
    }

    func index(_ terms: SearchTerms, replacing old: SearchTerms?, of id: Int64) throws {
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
}

extension StoredCopy {
    /// Whether the form's row holds these octets already.
    fileprivate func keeps(_ octets: [UInt8], as kind: FormKind, hasGrown: Bool) -> Bool {
        switch kind {
        case .stored: !hasGrown && hasRow(.stored)
        case .verified: hasRow(.verified) && verifiedOctets == octets
        case .legacy: hasRow(.legacy) && legacyOctets == octets
        }
    }
}

extension KeyID {
    /// The halves as the index keeps them.
    var low: Int64 { Int64(rawValue & 0xFFFF_FFFF) }
    var high: Int64 { Int64(rawValue >> 32) }
}
