import Foundation
import GRDB
package import Keyring
package import OpenPGP

/// A key as the database holds it, read back. The octets of the stored form, which may be tens of
/// megabytes, are let go of once they are parsed.
package struct StoredCopy: Sendable {
    /// `key.id`.
    let id: Int64
    /// The served form as octets.
    let served: [UInt8]
    /// Octets of the stored form, as they were read.
    package let length: Int
    /// Whether the stored form has a row of its own.
    private let hasStoredRow: Bool
    /// The rows of the other forms; nil where they equal the served form.
    private let verifiedRow: [UInt8]?
    private let legacyRow: [UInt8]?
    /// The stored form.
    package let key: TransferablePublicKey

    /// - Parameters:
    ///   - served: `key.packets`.
    ///   - stored: the row of the stored form in `form`; nil where it equals the served form.
    ///   - verified: likewise.
    ///   - legacy: likewise.
    /// - Throws: when the stored form is damaged.
    init(
        id: Int64, served: [UInt8], stored: [UInt8]?, verified: [UInt8]?, legacy: [UInt8]?
    ) throws(NodeDatabaseError) {
        self.id = id
        self.served = served
        let octets = stored ?? served
        length = octets.count
        hasStoredRow = stored != nil
        verifiedRow = verified
        legacyRow = legacy
        guard let key = StoredForm.decode(octets) else { throw .damaged(key: id) }
        self.key = key
    }

    /// Whether the form has a row in `form`.
    func hasRow(_ kind: FormKind) -> Bool {
        switch kind {
        case .stored: hasStoredRow
        case .verified: verifiedRow != nil
        case .legacy: legacyRow != nil
        }
    }

    /// The verified form as octets.
    var verifiedOctets: [UInt8] { verifiedRow ?? served }

    /// The form for old clients as octets.
    var legacyOctets: [UInt8] { legacyRow ?? served }

    /// What is verified of it. Nothing is verified again: what the database holds, it once did.
    ///
    /// - Throws: when the verified form is damaged.
    package func verified() throws(NodeDatabaseError) -> VerifiedKey {
        let octets = verifiedOctets
        guard !octets.isEmpty else { return .nothing(of: key.primaryKey) }
        guard let verified = StoredForm.decode(octets) else { throw .damaged(key: id) }
        return VerifiedKey(trusting: verified)
    }

    /// Under what it is found.
    func terms() throws(NodeDatabaseError) -> SearchTerms? {
        guard !served.isEmpty else { return nil }
        guard let key = StoredForm.decode(served) else { throw .damaged(key: id) }
        return SearchTerms(of: key)
    }
}

extension StoredCopy {
    /// All forms of keys, for a condition on `key` to follow.
    static let query = """
        SELECT key.id, key.packets, stored.packets, verified.packets, legacy.packets,
            key.fingerprint
        FROM key
        LEFT JOIN form AS stored ON stored.id = key.id * 4
        LEFT JOIN form AS verified ON verified.id = key.id * 4 + 1
        LEFT JOIN form AS legacy ON legacy.id = key.id * 4 + 2

        """

    /// Those with one fingerprint.
    static let ofFingerprint = query + "WHERE key.fingerprint = ?"

    /// Reads a row of ``query``.
    init(_ row: GRDB.Row) throws {
        func octets(_ column: Int) throws -> [UInt8]? {
            // Without a copy in between: a stored form may have tens of megabytes.
            try row.withUnsafeData(atIndex: column) { data in data.map { [UInt8]($0) } }
        }
        try self.init(
            id: row[0], served: try octets(1) ?? [], stored: try octets(2),
            verified: try octets(3), legacy: try octets(4))
    }

    /// Reads a row of ``query``.
    init(_ row: borrowing ResultRow) throws(NodeDatabaseError) {
        try self.init(
            id: row.integer(0), served: row.blob(1),
            stored: row.isNull(2) ? nil : row.blob(2),
            verified: row.isNull(3) ? nil : row.blob(3),
            legacy: row.isNull(4) ? nil : row.blob(4))
    }
}
