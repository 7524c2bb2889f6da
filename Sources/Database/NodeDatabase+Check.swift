import Keyring
import OpenPGP
import SetReconciliation

/// What a walk over everything found.
package struct DatabaseCheck: Sendable, Equatable {
    package var keys = 0
    package var elements = 0
    package var treeNodes = 0
    /// Each inconsistency, one line.
    package var problems: [String] = []

    /// A damaged database could fill the memory with the list of its damages.
    static let maximumProblems = 1_000

    mutating func report(_ problem: String) {
        if problems.count < Self.maximumProblems { problems.append(problem) }
    }
}

extension NodeDatabase {
    /// Walks everything in one snapshot and changes nothing: SQLite's own structures; each key
    /// against its digests and search terms; each index row against a key; the totals; each prefix
    /// tree against sums made afresh.
    package func check() async throws -> DatabaseCheck {
        try await readers.read { reader in
            try reader.snapshot {
                var check = DatabaseCheck()
                try reader.checkStructures(&check)
                try reader.checkKeys(&check)
                try reader.checkTotals(&check)
                for profile in Profile.allCases { try reader.checkTree(of: profile, &check) }
                return check
            }
        }
    }
}

extension Reader {
    fileprivate func checkStructures(_ check: inout DatabaseCheck) throws {
        for line in try rows("PRAGMA integrity_check", [], { $0.text(0) }) where line != "ok" {
            check.report("SQLite: \(line)")
        }
    }

    fileprivate func checkKeys(_ check: inout DatabaseCheck) throws {
        var expectedRows = (keyIDs: 0, words: 0, digests: 0)
        try forEachRow("SELECT id, fingerprint, packets FROM key") { row in
            let id = row.integer(0)
            check.keys += 1
            guard let key = StoredForm.decode(row.blob(2)) else {
                check.report("key \(id): the stored form cannot be read")
                return true
            }
            if StoredForm.encode(key.normalized()) != row.blob(2) {
                check.report("key \(id): the stored form is not in normal order")
            }
            if key.fingerprint.bytes != row.blob(1) {
                check.report("key \(id): the fingerprint is not that of its primary key")
            }
            let terms = SearchTerms(of: key)
            expectedRows.keyIDs += terms.keyIDs.count
            expectedRows.words += terms.words.count
            try checkTerms(terms, of: id, &check)
            let digests = Profile.digests(of: key)
            expectedRows.digests += digests.count
            try checkDigests(digests, of: id, &check)
            return true
        }
        // Each row that is called for was found; equal numbers mean that there are no others.
        try checkCount("key_id", expectedRows.keyIDs, &check)
        try checkCount("word", expectedRows.words, &check)
        try checkCount("digest", expectedRows.digests, &check)
        check.elements = expectedRows.digests
    }

    private func checkTerms(
        _ terms: SearchTerms, of id: Int64, _ check: inout DatabaseCheck
    ) throws {
        for keyID in terms.keyIDs {
            let found = try first(
                "SELECT 1 FROM key_id WHERE low = ? AND high = ? AND key = ?",
                [.integer(keyID.low), .integer(keyID.high), .integer(id)]
            ) { _ in true }
            if found == nil { check.report("key \(id): not indexed under key ID \(keyID.hex)") }
        }
        for word in terms.words {
            let found = try first(
                "SELECT 1 FROM word WHERE word = ? AND key = ?", [.blob(word), .integer(id)]
            ) { _ in true }
            if found == nil {
                check.report(
                    "key \(id): not indexed under \"\(String(decoding: word, as: UTF8.self))\"")
            }
        }
    }

    private func checkDigests(
        _ digests: [Profile: KeyDigest], of id: Int64, _ check: inout DatabaseCheck
    ) throws {
        for (profile, digest) in digests {
            let found = try first(
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
        let count = try first("SELECT count(*) FROM \(table)") { Int($0.integer(0)) } ?? 0
        if count != expected {
            check.report("table \(table): \(count) rows where the keys call for \(expected)")
        }
    }

    fileprivate func checkTotals(_ check: inout DatabaseCheck) throws {
        let total = try first("SELECT keys FROM total") { Int($0.integer(0)) } ?? 0
        if total != check.keys {
            check.report("table total: \(total) keys where there are \(check.keys)")
        }
        let changed =
            try first(
                """
                SELECT count(*) FROM key WHERE NOT EXISTS (
                    SELECT 1 FROM change WHERE sequence = changed AND change.key = key.id)
                """
            ) { Int($0.integer(0)) } ?? 0
        if changed > 0 { check.report("table change: \(changed) keys lack their last change") }
    }

    fileprivate func checkTree(of profile: Profile, _ check: inout DatabaseCheck) throws {
        var tree = PrefixTree(store: ReaderTreeStore(reader: self, profile: profile))
        for difference in try tree.verify(limit: DatabaseCheck.maximumProblems) {
            check.report(
                "prefix tree \(profile.rawValue), node \(difference.prefix): \(difference.kind)")
        }
        check.treeNodes +=
            try first(
                "SELECT count(*) FROM tree_node WHERE profile = ?", [.integer(profile.number)]
            ) { Int($0.integer(0)) } ?? 0
    }
}
