import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// Writes admitted keys within one transaction: the key's forms, digests, search terms, change log.
///
/// A key's own row is written at once, so that another copy of it in the same transaction finds it.
/// The rows of the indexes are gathered, and written in their order by ``finish()``, without which a
/// transaction must not be committed.
struct KeyWriter {
    let db: GRDB.Database
    let statements: RowStatements
    private let policy: ServingPolicy
    /// Unix seconds.
    private let now: Int
    private(set) var inserted = 0
    private(set) var updated = 0
    var deleted = 0

    // MARK: What waits for the end
    var keyIDRows = RowChanges<KeyIDEntry>()
    var wordRows = RowChanges<WordEntry>()
    var digestRows: [Profile: RowChanges<DigestEntry>] = [:]
    /// Of the keys that were written: their digests, whose rows may still wait.
    var digestsOfWritten: [Int64: [Profile: KeyDigest]] = [:]
    /// The number that the change log gave last; nil until it is looked up.
    private var lastChange: Int64?

    init(db: GRDB.Database, statements: RowStatements, policy: ServingPolicy, now: Int) {
        self.db = db
        self.statements = statements
        self.policy = policy
        self.now = now
    }

    /// Writes what was gathered.
    ///
    /// - Returns: what the transaction does to the sets, for the prefix trees of the same
    ///   transaction.
    mutating func finish() throws -> [Profile: SetChanges] {
        try writeIndex()
        return try writeDigests()
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
        var copies: [StoredCopy] = []
        try statements.forEachRow(.storedCopies) {
            $0.bind(fingerprint.bytes)
        } _: { row in
            copies.append(try StoredCopy(row))
            return true
        }
        return copies
    }

    private func unchanged(_ admitted: AdmittedKey, _ id: Int64) throws -> KeyOutcome {
        KeyOutcome(
            fingerprint: admitted.fingerprint, change: .unchanged,
            digests: try storedDigests(of: id))
    }

    /// SHA-256 of the user IDs of the key that are not served.
    func redacted(_ fingerprint: Fingerprint) throws -> Set<[UInt8]> {
        var digests: Set<[UInt8]> = []
        try statements.forEachRow(.redactions) {
            $0.bind(fingerprint.bytes)
        } _: { row in
            digests.insert(row.blob(0))
            return true
        }
        return digests
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
        try statements.run(.insertKey) {
            $0.bind(admitted.fingerprint.bytes)
            $0.bind(sequence)
            $0.bind(forms.served)
        }
        let id = db.lastInsertedRowID
        try logChange(sequence, of: id, kind: 1)
        for kind in FormKind.allCases where forms.octets(kind) != forms.served {
            try put(forms.octets(kind), as: kind, of: id)
        }
        index(forms.terms, replacing: nil, of: id)
        setDigests(forms.digests, replacing: [:], of: id)
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
        try statements.run(.updateChanged) {
            $0.bind(sequence)
            $0.bind(copy.id)
        }
        try replace(copy, by: forms, hasGrown: true, oldTerms: try copy.terms())
        updated += 1
        return KeyOutcome(
            fingerprint: admitted.fingerprint, change: .updated, digests: forms.digests)
    }

    /// Takes the number that the change log gives next. Known beforehand, so that a key's row is
    /// written once.
    mutating func nextChange() throws -> Int64 {
        let last =
            try lastChange ?? statements.first(.lastChange) { _ in
            } _: {
                $0.integer(0)
            } ?? 0
        lastChange = last + 1
        return last + 1
    }

    private func logChange(_ sequence: Int64, of id: Int64, kind: Int) throws {
        try statements.run(.insertChange) {
            $0.bind(sequence)
            $0.bind(now)
            $0.bind(id)
            $0.bind(kind)
        }
    }
}
