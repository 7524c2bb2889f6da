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
    /// against its forms, digests and search terms, all signatures verified again; each index row
    /// against a key; the totals; each prefix tree against sums made afresh.
    package func check() async throws -> DatabaseCheck {
        let (policy, watch) = (policy, watch)
        return try await readers.read { reader in
            try reader.snapshot {
                try reader.check(policy: policy, isQuarantined: watch.isQuarantined)
            }
        }
    }
}

extension Reader {
    /// Walks the state that is being read.
    ///
    /// - Parameters:
    ///   - policy: by which all keys are served; nil: what is derived from them is not looked at.
    ///   - isQuarantined: of which keys nothing is verified.
    func check(
        policy: ServingPolicy?,
        isQuarantined: @escaping @Sendable (TransferablePublicKey) -> Bool = { _ in false }
    ) throws -> DatabaseCheck {
        var check = DatabaseCheck()
        try checkStructures(&check)
        if let policy {
            var keys = KeyCheck(
                reader: self, policy: policy, isQuarantined: isQuarantined)
            try keys.run(&check)
            try checkRemovals(&check)
        } else {
            check.keys = try first("SELECT count(*) FROM key") { Int($0.integer(0)) } ?? 0
            check.elements = try first("SELECT count(*) FROM digest") { Int($0.integer(0)) } ?? 0
        }
        try checkTotals(&check)
        for profile in Profile.allCases { try checkTree(of: profile, &check) }
        return check
    }

    fileprivate func checkStructures(_ check: inout DatabaseCheck) throws {
        for line in try rows("PRAGMA integrity_check", [], { $0.text(0) }) where line != "ok" {
            check.report("SQLite: \(line)")
        }
    }

    private func checkRemovals(_ check: inout DatabaseCheck) throws {
        let stored = try rows("SELECT key.id FROM removal JOIN key USING (fingerprint)") {
            $0.integer(0)
        }
        for id in stored { check.report("key \(id): it was removed by order and is stored") }
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
        let tree: PrefixTree
        do {
            tree = try self.tree(of: profile)
        } catch NodeDatabaseError.unsound(let problem) {
            return check.report("prefix tree \(profile.rawValue): \(problem)")
        }
        let differences = try tree.verify(limit: DatabaseCheck.maximumProblems) {
            try elements(of: profile, under: $0)
        }
        for difference in differences {
            check.report(
                "prefix tree \(profile.rawValue), node \(difference.prefix): \(difference.kind)")
        }
        check.treeNodes += tree.nodeCount
    }
}
