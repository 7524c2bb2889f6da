import OpenPGP

extension Reader {
    /// Those of the digests for which the statement finds no row, in the order given.
    ///
    /// A session may turn up ten thousand. They are looked up in one state of the database, as a
    /// read for itself locks and unlocks its file, and best in the order of the digests, in which
    /// neighbours share a page.
    func digests(
        _ digests: [KeyDigest], notFoundBy sql: String,
        _ bind: (inout StatementParameters, KeyDigest) -> Void
    ) throws -> [KeyDigest] {
        let statement = try statement(for: sql)
        return try snapshot {
            try digests.filter { digest in
                defer { statement.reset() }
                try statement.bind { bind(&$0, digest) }
                return try !statement.step()
            }
        }
    }
}
