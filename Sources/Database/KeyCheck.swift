import Keyring
import OpenPGP

/// Holds each key against everything that was derived from its stored form, within the snapshot of
/// a read connection. What should be there is computed afresh, signatures and all, on all cores.
struct KeyCheck {
    let reader: Reader
    let policy: ServingPolicy
    private let isQuarantined: @Sendable (TransferablePublicKey) -> Bool

    /// Rows that the keys call for, by table. Each is looked for; equal numbers then mean that there
    /// are no others.
    private var expectedRows = (keyIDs: 0, words: 0, digests: 0, forms: 0)
    private var batch: [Row] = []
    private var batchBytes = 0

    /// Octets of stored forms that are checked at once.
    private static let bytesOfBatch = 16 << 20
    private static let keysOfBatch = 512

    /// A key as it stands in the tables.
    private struct Row: Sendable {
        let fingerprint: [UInt8]
        let copy: StoredCopy
        let redacted: Set<[UInt8]>
    }

    /// What should stand there.
    private struct Expected: Sendable {
        let isNormal: Bool
        let forms: KeyForms
    }

    /// - Parameter isQuarantined: of which keys nothing may be verified: what is kept as verified of
    ///   them is taken for granted.
    init(
        reader: Reader, policy: ServingPolicy,
        isQuarantined: @escaping @Sendable (TransferablePublicKey) -> Bool
    ) {
        self.isQuarantined = isQuarantined
        self.reader = reader
        self.policy = policy
    }

    mutating func run(_ check: inout DatabaseCheck) throws {
        var last: Int64 = .min
        while let next = try fill(after: last, &check) {
            last = next
            try checkBatch(&check)
        }
        try checkCount("key_id", expectedRows.keyIDs, &check)
        try checkWords(&check)
        try checkCount("digest", expectedRows.digests, &check)
        try checkCount("form", expectedRows.forms, &check)
        check.elements = expectedRows.digests
    }

    /// Reads the next keys; nil when there are none.
    private mutating func fill(
        after last: Int64, _ check: inout DatabaseCheck
    ) throws -> Int64? {
        batch = []
        batchBytes = 0
        var read: Int64?
        try reader.forEachRow(Self.query, [.integer(last)]) { row in
            read = row.integer(0)
            check.keys += 1
            if let copy = try? StoredCopy(row) {
                let fingerprint = row.blob(5)
                let redacted = try reader.rows(Redactions.ofKey, [.blob(fingerprint)]) {
                    $0.blob(0)
                }
                batchBytes += copy.length
                batch.append(
                    Row(fingerprint: fingerprint, copy: copy, redacted: Set(redacted)))
            } else {
                check.report("key \(row.integer(0)): the stored form cannot be read")
            }
            return batch.count < Self.keysOfBatch && batchBytes < Self.bytesOfBatch
        }
        return read
    }

    private static let query = StoredCopy.query + "WHERE key.id > ? ORDER BY key.id"

    private mutating func checkBatch(_ check: inout DatabaseCheck) throws {
        let (policy, isQuarantined) = (policy, isQuarantined)
        let expected = try concurrentMap(batch) { row in
            let key = row.copy.key
            return Expected(
                // The shortest framing has one length, any other is longer.
                isNormal: row.copy.key.normalized() == row.copy.key
                    && row.copy.key.encodedLength == row.copy.length,
                forms: KeyForms(
                    stored: key,
                    verified: isQuarantined(key) ? try row.copy.verified() : .verifyWhole(key),
                    policy: policy, redacted: row.redacted))
        }
        for (row, expected) in zip(batch, expected) {
            let id = row.copy.id
            if !expected.isNormal {
                check.report("key \(id): the stored form is not in normal order")
            }
            if row.copy.key.fingerprint.bytes != row.fingerprint {
                check.report("key \(id): the fingerprint is not that of its primary key")
            }
            checkForms(row.copy, expected.forms, &check)
            try checkTerms(expected.forms.terms, of: id, &check)
            try checkDigests(expected.forms.digests, of: id, &check)
        }
    }

    private mutating func checkForms(
        _ copy: StoredCopy, _ forms: KeyForms, _ check: inout DatabaseCheck
    ) {
        if copy.served != forms.served {
            check.report("key \(copy.id): the served form is not what the rules and policy give")
        }
        if copy.verifiedOctets != forms.verified {
            check.report("key \(copy.id): the verified form is not what verification gives")
        }
        if copy.legacyOctets != forms.legacy {
            check.report("key \(copy.id): the form for old clients is not what the rules give")
        }
        for kind in FormKind.allCases where copy.hasRow(kind) {
            expectedRows.forms += 1
            if forms.octets(kind) == copy.served {
                check.report("key \(copy.id): its \(kind) form is kept twice")
            }
        }
    }

    private mutating func checkTerms(
        _ terms: SearchTerms, of id: Int64, _ check: inout DatabaseCheck
    ) throws {
        expectedRows.keyIDs += terms.keyIDs.count
        expectedRows.words += terms.words.count
        for keyID in terms.keyIDs {
            let found = try reader.first(
                "SELECT 1 FROM key_id WHERE low = ? AND high = ? AND key = ?",
                [.integer(keyID.low), .integer(keyID.high), .integer(id)]
            ) { _ in true }
            if found == nil { check.report("key \(id): not indexed under key ID \(keyID.hex)") }
        }
        for word in terms.words {
            if try !isIndexed(id, under: word) {
                check.report(
                    "key \(id): not indexed under \"\(String(decoding: word, as: UTF8.self))\"")
            }
        }
    }

    private func isIndexed(_ id: Int64, under word: [UInt8]) throws -> Bool {
        do {
            return try reader.isIndexed(id, under: word)
        } catch NodeDatabaseError.unsound {
            return false
        }
    }

    /// That the rows are as they are written, and that no key is in them that ought not to be.
    private func checkWords(_ check: inout DatabaseCheck) throws {
        var (word, last, count) = ([UInt8](), Int64(0), 0)
        try reader.forEachRow("SELECT word, after, keys FROM word_keys ORDER BY word, after") {
            row in
            let next = row.blob(0)
            let after = row.integer(1)
            var packed = PackedKeys(row.blob(2), after: after)
            let keys = try? packed.all()
            if keys?.isEmpty ?? true || after < (next == word ? last : 0) {
                let text = String(decoding: next, as: UTF8.self)
                check.report("table word_keys: the row of \"\(text)\" after \(after) is damaged")
            }
            (word, last, count) = (next, packed.key, count + (keys?.count ?? 0))
            return true
        }
        if count != expectedRows.words {
            check.report(
                "table word_keys: \(count) entries where the keys call for \(expectedRows.words)")
        }
    }

    private mutating func checkDigests(
        _ digests: [Profile: KeyDigest], of id: Int64, _ check: inout DatabaseCheck
    ) throws {
        expectedRows.digests += digests.count
        for (profile, digest) in digests {
            let found = try reader.first(
                "SELECT 1 FROM digest WHERE profile = ? AND digest = ? AND key = ?",
                [.integer(profile.number), .blob(digest.bytes), .integer(id)]
            ) { _ in true }
            if found == nil {
                check.report("key \(id): not in the set \(profile.rawValue) as \(digest.hex)")
            }
        }
    }

    private func checkCount(
        _ table: String, _ expected: Int, _ check: inout DatabaseCheck
    ) throws {
        let count = try reader.first("SELECT count(*) FROM \(table)") { Int($0.integer(0)) } ?? 0
        if count != expected {
            check.report("table \(table): \(count) rows where the keys call for \(expected)")
        }
    }
}
