import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// Writes admitted keys within one transaction: the key's forms, digests, search terms, change log.
/// What it did to the sets is in ``changes``, for the prefix trees of the same transaction.
struct KeyWriter {
    let db: GRDB.Database
    private let policy: ServingPolicy
    /// Unix seconds.
    private let now: Int
    var changes: [Profile: SetChanges] = [:]
    private(set) var inserted = 0
    private(set) var updated = 0
    var deleted = 0

    init(db: GRDB.Database, policy: ServingPolicy, now: Int) {
        self.db = db
        self.policy = policy
        self.now = now
    }

    mutating func write(_ prepared: PreparedKey) throws -> KeyOutcome {
        let admitted = prepared.admitted
        guard let copy = try storedCopy(of: admitted.key) else { return try insert(prepared) }
        guard copy.key != admitted.key else { return try unchanged(admitted, copy.id) }
        guard let merged = copy.key.merged(with: admitted.key) else {
            preconditionFailure("a stored copy has the same primary key")
        }
        guard merged != copy.key else { return try unchanged(admitted, copy.id) }
        let forms = try forms(
            of: merged, verified: copy.verified().merged(with: admitted.verified))
        return try update(copy, to: forms, admitted)
    }

    /// Computes anew what of the key is served, after a redaction or a change of policy. Nothing is
    /// verified.
    mutating func serveAnew(_ copy: StoredCopy) throws {
        let forms = try forms(of: copy.key, verified: copy.verified())
        try replace(copy, by: forms, hasGrown: false, oldTerms: copy.terms())
    }

    /// All that is kept of a key.
    func forms(
        of key: TransferablePublicKey, verified: VerifiedKey
    ) throws -> KeyForms {
        KeyForms(
            stored: key, verified: verified, policy: policy,
            redacted: try redacted(key.fingerprint))
    }

    // MARK: The stored copy

    /// The row with the same primary key packet, if there is one.
    private func storedCopy(of key: TransferablePublicKey) throws -> StoredCopy? {
        try storedCopies(of: key.fingerprint).first { $0.key.primaryKey == key.primaryKey }
    }

    /// All rows of a fingerprint.
    func storedCopies(of fingerprint: Fingerprint) throws -> [StoredCopy] {
        let statement = try db.cachedStatement(
            sql: StoredCopy.query + "WHERE key.fingerprint = ?")
        let rows = try GRDB.Row.fetchCursor(statement, arguments: [Data(fingerprint.bytes)])
        var copies: [StoredCopy] = []
        while let row = try rows.next() { copies.append(try StoredCopy(row)) }
        return copies
    }

    private func unchanged(_ admitted: AdmittedKey, _ id: Int64) throws -> KeyOutcome {
        KeyOutcome(
            fingerprint: admitted.fingerprint, change: .unchanged,
            digests: try storedDigests(of: id))
    }

    /// SHA-256 of the user IDs of the key that are not served.
    func redacted(_ fingerprint: Fingerprint) throws -> Set<[UInt8]> {
        let statement = try db.cachedStatement(sql: Redactions.ofKey)
        let digests = try Data.fetchAll(statement, arguments: [Data(fingerprint.bytes)])
        return Set(digests.map { [UInt8]($0) })
    }

    // MARK: Changes

    private mutating func insert(_ prepared: PreparedKey) throws -> KeyOutcome {
        let admitted = prepared.admitted
        guard try !isRemoved(admitted.fingerprint) else {
            return KeyOutcome(fingerprint: admitted.fingerprint, change: .removed, digests: [:])
        }
        let redacted = try redacted(admitted.fingerprint)
        let forms =
            if let forms = prepared.forms, redacted.isEmpty { forms } else {
                try forms(of: admitted.key, verified: Self.wholeVerified(of: admitted))
            }
        let sequence = try nextChange()
        try db.cachedStatement(
            sql: "INSERT INTO key (fingerprint, changed, packets) VALUES (?, ?, ?)"
        ).execute(arguments: [Data(admitted.fingerprint.bytes), sequence, Data(forms.served)])
        let id = db.lastInsertedRowID
        try logChange(sequence, of: id, kind: 1)
        for kind in FormKind.allCases where forms.octets(kind) != forms.served {
            try put(forms.octets(kind), as: kind, of: id)
        }
        try index(forms.terms, replacing: nil, of: id)
        try setDigests(forms.digests, replacing: [:], of: id)
        inserted += 1
        return KeyOutcome(
            fingerprint: admitted.fingerprint, change: .inserted, digests: forms.digests)
    }

    /// What of a key is verified of which nothing is stored. An admission that relied on a stored
    /// copy left out what that had, and the copy is gone: it was removed by order in between. Rare,
    /// and then verified here, with everybody waiting.
    private static func wholeVerified(of admitted: AdmittedKey) -> VerifiedKey {
        admitted.reliesOnStoredCopy ? .verifyWhole(admitted.key) : admitted.verified
    }

    private mutating func update(
        _ copy: StoredCopy, to forms: KeyForms, _ admitted: AdmittedKey
    ) throws -> KeyOutcome {
        let sequence = try nextChange()
        try logChange(sequence, of: copy.id, kind: 2)
        try db.cachedStatement(sql: "UPDATE key SET changed = ? WHERE id = ?")
            .execute(arguments: [sequence, copy.id])
        try replace(copy, by: forms, hasGrown: true, oldTerms: try copy.terms())
        updated += 1
        return KeyOutcome(
            fingerprint: admitted.fingerprint, change: .updated, digests: forms.digests)
    }

    /// The number that the change log gives next. Known beforehand, so that a key's row is written
    /// once.
    func nextChange() throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: "SELECT seq FROM sqlite_sequence WHERE name = 'change'")
        return (try Int64.fetchOne(statement) ?? 0) + 1
    }

    private func logChange(_ sequence: Int64, of id: Int64, kind: Int) throws {
        try db.cachedStatement(
            sql: "INSERT INTO change (sequence, time, key, kind) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [sequence, now, id, kind])
    }
}
