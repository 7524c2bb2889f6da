import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// The digests of one key, and what their change does to the sets.
extension KeyWriter {
    func storedDigests(of id: Int64) throws -> [Profile: KeyDigest] {
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

    mutating func setDigests(
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
