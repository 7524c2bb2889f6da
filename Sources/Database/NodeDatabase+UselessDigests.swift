import Foundation
import GRDB
package import Keyring
package import OpenPGP

/// The memory of digests that a peer offers and that lead nowhere: the key behind one is refused
/// here, or is merged into another. Without it each reconciliation would fetch them again.
extension NodeDatabase {
    /// Digests remembered for one peer and profile. A peer can make up digests as it likes; beyond
    /// this the oldest are forgotten, which costs a fetch in vain.
    private static let maximumPerPeer = 100_000

    package func remember(
        useless digests: [(digest: KeyDigest, reason: String)], of peer: String,
        in profile: Profile
    ) async throws {
        let time = now()
        try await queue.write { db in
            for (digest, reason) in digests {
                try db.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO useless_digest
                            (peer, profile, digest, rules, time, reason)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """
                ).execute(arguments: [
                    peer, profile.number, Data(digest.bytes), Admission.version, time, reason,
                ])
            }
            try Self.forgetBeyondMaximum(peer, profile, on: db)
        }
    }

    private static func forgetBeyondMaximum(
        _ peer: String, _ profile: Profile, on db: GRDB.Database
    ) throws {
        let count = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM useless_digest WHERE peer = ? AND profile = ?",
            arguments: [peer, profile.number])
        guard let excess = count.map({ $0 - maximumPerPeer }), excess > 0 else { return }
        try db.execute(
            sql: """
                DELETE FROM useless_digest WHERE peer = ?1 AND profile = ?2 AND digest IN (
                    SELECT digest FROM useless_digest WHERE peer = ?1 AND profile = ?2
                    ORDER BY time LIMIT ?3)
                """,
            arguments: [peer, profile.number, excess])
    }

    /// Those of the digests that are neither remembered as useless under the rules in force nor of a
    /// key that was removed by order.
    package func notUseless(
        among digests: [KeyDigest], of peer: String, in profile: Profile
    ) async throws -> [KeyDigest] {
        try await readers.read { reader in
            try reader.digests(
                digests,
                notFoundBy: """
                    SELECT 1 FROM useless_digest
                    WHERE peer = ?1 AND profile = ?2 AND digest = ?3 AND rules = ?4
                    UNION ALL
                    SELECT 1 FROM removed_digest WHERE profile = ?2 AND digest = ?3
                    """
            ) {
                $0.bind(peer)
                $0.bind(profile.number)
                $0.bind($1)
                $0.bind(Admission.version)
            }
        }
    }

    package func uselessCount(of peer: String, in profile: Profile) async throws -> Int {
        try await readers.read { reader in
            try reader.first(
                """
                SELECT count(*) FROM useless_digest
                WHERE peer = ? AND profile = ? AND rules = ?
                """,
                [.text(peer), .integer(profile.number), .integer(Admission.version)]
            ) { Int($0.integer(0)) } ?? 0
        }
    }
}
