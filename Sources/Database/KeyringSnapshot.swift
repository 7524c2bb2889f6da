package import Keyring
package import SetReconciliation

/// What one state of the database comes to.
package struct DatabaseSummary: Sendable, Equatable {
    /// Stored keys.
    package let keys: Int
    /// The number of the last change in it; 0: none was ever made.
    package let lastChange: Int64
    /// The roots of the prefix trees.
    package let roots: [Profile: PrefixTreeNode]
}

/// All keys in their stored form, of one state of the database, whatever is committed meanwhile. They
/// come in pieces as they are asked for, so that neither a large keyring nor a slow reader takes
/// memory.
package final class KeyringSnapshot: Sendable {
    package let summary: DatabaseSummary
    private let reader: HeldReader

    /// Octets after which a piece is closed; one key more may be in it.
    private static let pieceLength = 256 << 10

    fileprivate init(_ reader: HeldReader) async throws {
        self.reader = reader
        summary = try await reader.read { try $0.summary() }
    }

    /// Whole keys one after the other, and where the next piece begins.
    package struct Piece: Sendable {
        package fileprivate(set) var octets: [UInt8] = []
        package fileprivate(set) var position: Int64
    }

    /// The keys that follow on a position; nil when there are none. One call at a time.
    ///
    /// - Parameter position: that of the piece before; nil: the start.
    package func piece(after position: Int64?) async throws -> Piece? {
        try await reader.read { reader in
            var piece = Piece(position: position ?? .min)
            try reader.forEachRow(Self.query, [.integer(piece.position)]) { row in
                piece.position = row.integer(0)
                piece.octets += row.blob(1)
                return piece.octets.count < Self.pieceLength
            }
            return piece.octets.isEmpty ? nil : piece
        }
    }

    private static let query = """
        SELECT key.id, ifnull(stored.packets, key.packets)
        FROM key LEFT JOIN form AS stored ON stored.id = key.id * 4
        WHERE key.id > ? ORDER BY key.id
        """
}

extension NodeDatabase {
    /// The database's present state, to be read as long as the value lives.
    package func snapshot() async throws -> KeyringSnapshot {
        try await KeyringSnapshot(readers.hold())
    }
}

extension Reader {
    /// What the state comes to that is being read.
    func summary() throws -> DatabaseSummary {
        DatabaseSummary(
            keys: try first("SELECT keys FROM total") { Int($0.integer(0)) } ?? 0,
            lastChange: try lastChange(),
            roots: try Dictionary(
                uniqueKeysWithValues: Profile.allCases.map { ($0, try tree(of: $0).rootNode) }))
    }

    /// The number of the last change; 0: there was none.
    func lastChange() throws -> Int64 {
        try first("SELECT seq FROM sqlite_sequence WHERE name = 'change'") { $0.integer(0) } ?? 0
    }
}
