import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation
import Synchronization

/// Brings all keys of a database to the rules and the policy in force, before anybody reads them:
/// those of an older version, and those of this one when rules or policy have changed. Each batch of
/// keys is one transaction together with how far it has come, so that it goes on where it was
/// interrupted.
struct Rederivation {
    let queue: DatabaseQueue
    let statements: RowStatements
    let trees: SetTrees
    let policy: ServingPolicy
    let now: Int
    let watch: VerificationWatch
    let progress: @Sendable (RederivationProgress) -> Void

    /// Keys of one transaction.
    private static let batchKeys = 512
    /// Octets after which a batch is closed. One key more may be in it, so this and the longest key
    /// bound the memory.
    private static let batchBytes = 16 << 20

    /// A key, and what it becomes.
    private struct Item: Sendable {
        let copy: StoredCopy
        let redacted: Set<[UInt8]>
    }

    func run() throws {
        var derivation = try begin()
        defer { if derivation.verified == nil { watch.ended() } }
        guard derivation.served != nil else { return }
        var report = RederivationProgress(
            done: 0, total: try queue.read { try Int.fetchOne($0, sql: Self.remaining) ?? 0 },
            verifies: derivation.verified != nil)
        while let last = derivation.served {
            let batch = try nextBatch(after: last)
            let forms = try derive(batch, derivation)
            derivation = derivation.advanced(to: batch.last?.copy.id)
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    try write(batch, forms, derivation, on: db)
                    return .commit
                }
            }
            report.done += batch.count
            progress(report)
        }
    }

    /// Keys are numbered with few gaps, since few are removed; counting them would be a walk.
    private static let remaining =
        "SELECT ifnull(max(id), 0) - (SELECT served FROM derivation) FROM key"

    /// Records what is to be done. When all is to be verified, the index is made afresh: what older
    /// rules put into it is not known any more.
    private func begin() throws -> Derivation {
        try queue.write { db in
            let found = try Derivation.read(db)
            let wanted = found.aiming(at: VerifiedKey.rules, policy: policy.thirdParty.rawValue)
            guard wanted != found else { return found }
            if wanted.rules != found.rules {
                try db.execute(sql: "DELETE FROM word_keys; DELETE FROM key_id")
            }
            try wanted.write(db)
            return wanted
        }
    }

    private func nextBatch(after id: Int64) throws -> [Item] {
        try queue.read { db in
            let writer = KeyWriter(db: db, statements: statements, policy: policy, now: now)
            let rows = try GRDB.Row.fetchCursor(
                db, sql: StoredCopy.query + "WHERE key.id > ? ORDER BY key.id", arguments: [id])
            var batch: [Item] = []
            var bytes = 0
            while bytes < Self.batchBytes, batch.count < Self.batchKeys, let row = try rows.next() {
                let copy = try StoredCopy(row)
                bytes += copy.length
                batch.append(
                    Item(copy: copy, redacted: try writer.redacted(copy.key.fingerprint)))
            }
            return batch
        }
    }

    /// On all cores: verifying is nearly all of the work. But one by one where a process has died.
    private func derive(_ batch: [Item], _ derivation: Derivation) throws -> [KeyForms] {
        guard let first = batch.first?.copy.id, let last = batch.last?.copy.id,
            !derivation.isVerified(last)
        else { return try concurrentMap(batch) { try forms(of: $0, derivation) } }
        if let suspects = watch.suspects, suspects.overlaps(first...last) {
            return try batch.map { item in
                try watch.tries(item.copy.key)
                defer { watch.tried() }
                return try forms(of: item, derivation)
            }
        }
        try watch.begins(first...last)
        return try concurrentMap(batch) { try forms(of: $0, derivation) }
    }

    private func forms(of item: Item, _ derivation: Derivation) throws -> KeyForms {
        let copy = item.copy
        return KeyForms(
            stored: copy.key,
            verified: derivation.isVerified(copy.id) ? try copy.verified() : verify(copy.key),
            policy: policy, redacted: item.redacted)
    }

    /// Of what a process has died, nothing is verified: it stays stored, and nobody is served it.
    private func verify(_ key: TransferablePublicKey) -> VerifiedKey {
        guard !watch.isQuarantined(key) else { return .nothing(of: key.primaryKey) }
        watch.trap(key)
        return .verifyWhole(key)
    }

    private func write(
        _ batch: [Item], _ forms: [KeyForms], _ derivation: Derivation,
        on db: GRDB.Database
    ) throws {
        let before = try Derivation.read(db)
        var writer = KeyWriter(db: db, statements: statements, policy: policy, now: now)
        for (item, forms) in zip(batch, forms) {
            // Keys that the rules have not reached are not in the index.
            let terms = before.isVerified(item.copy.id) ? try item.copy.terms() : nil
            try writer.replace(item.copy, by: forms, hasGrown: false, oldTerms: terms)
        }
        _ = try trees.apply(writer.finish(), on: db, statements)
        try derivation.write(db)
    }
}

/// How far the keys of a database have been brought to the rules and policy in force.
package struct RederivationProgress: Sendable, Equatable {
    /// Keys done since the database was opened.
    package var done: Int
    /// Keys to be done since then.
    package let total: Int
    /// Whether signatures are verified; else only what is served changes.
    package let verifies: Bool
}

extension Derivation {
    static func read(_ db: GRDB.Database) throws -> Derivation {
        guard
            let row = try GRDB.Row.fetchOne(
                db, sql: "SELECT rules, policy, verified, served FROM derivation")
        else { throw NodeDatabaseError.unsound("table derivation: no row") }
        return Derivation(rules: row[0], policy: row[1], verified: row[2], served: row[3])
    }

    func write(_ db: GRDB.Database) throws {
        try db.cachedStatement(
            sql: "UPDATE derivation SET rules = ?, policy = ?, verified = ?, served = ?"
        ).execute(arguments: [rules, policy, verified, served])
    }

    /// After the keys up to `id`; nil: all.
    func advanced(to id: Int64?) -> Derivation {
        var advanced = self
        advanced.served = id
        if let id {
            if let verified { advanced.verified = max(verified, id) }
        } else {
            advanced.verified = nil
        }
        return advanced
    }
}

extension VerifiedKey {
    /// Verifies a key that is stored: whatever that costs, it was let in once.
    static func verifyWhole(_ key: TransferablePublicKey) -> VerifiedKey {
        var budget = VerificationBudget.unlimited
        do throws(BudgetExceeded) {
            return try verify(key, except: nil, budget: &budget)
        } catch {
            preconditionFailure("a budget without limits is not exceeded")
        }
    }
}
