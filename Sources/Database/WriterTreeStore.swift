import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// One profile's prefix tree within a write transaction: nodes are read through the cache, and
/// written all at once by ``flush()``.
struct WriterTreeStore: PrefixTreeStore {
    private let db: GRDB.Database
    private let profile: Profile
    /// To be kept only if the transaction commits.
    private(set) var cache: TreeNodeCache
    private var changed: [Prefix: PrefixTreeNode?] = [:]

    init(db: GRDB.Database, profile: Profile, cache: TreeNodeCache) {
        self.db = db
        self.profile = profile
        self.cache = cache
    }

    mutating func node(at prefix: Prefix) throws -> PrefixTreeNode? {
        if let node = changed[prefix] ?? cache[prefix] { return node }
        let statement = try db.cachedStatement(
            sql: "SELECT leaf, count, samples FROM tree_node WHERE profile = ? AND prefix = ?")
        let row = try GRDB.Row.fetchOne(
            statement, arguments: [profile.number, Data(prefix.storageKey)])
        let node = try row.map {
            try PrefixTreeNode(
                isLeaf: $0[0], count: $0[1], storedSamples: [UInt8]($0[2] as Data), at: prefix)
        }
        cache[prefix] = .some(node)
        return node
    }

    mutating func setNode(_ node: PrefixTreeNode?, at prefix: Prefix) {
        changed[prefix] = .some(node)
    }

    func elements(under prefix: Prefix) throws -> [Element] {
        let statement = try db.cachedStatement(sql: TreeQuery.elements)
        let rows = try GRDB.Row.fetchCursor(
            statement,
            arguments: [
                profile.number, Data(prefix.lowerBound.bytes), Data(prefix.upperBound.bytes),
            ])
        var elements: [Element] = []
        while let row = try rows.next() {
            try elements.append(TreeQuery.element(row[0] as Data))
        }
        return elements
    }

    /// Writes the changed nodes to the database.
    mutating func flush() throws {
        for (prefix, node) in changed {
            let key = Data(prefix.storageKey)
            if let node {
                try db.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO tree_node (profile, prefix, leaf, count, samples)
                        VALUES (?, ?, ?, ?, ?)
                        """
                ).execute(arguments: [
                    profile.number, key, node.isLeaf, node.count, Data(node.samples.storageBytes),
                ])
            } else {
                try db.cachedStatement(
                    sql: "DELETE FROM tree_node WHERE profile = ? AND prefix = ?"
                ).execute(arguments: [profile.number, key])
            }
            cache[prefix] = .some(node)
        }
        changed.removeAll()
    }
}

enum TreeQuery {
    static let elements = """
        SELECT DISTINCT digest FROM digest
        WHERE profile = ? AND digest BETWEEN ? AND ? ORDER BY digest
        """

    static func element(_ bytes: some Collection<UInt8>) throws(NodeDatabaseError) -> Element {
        guard let element = Element(bytes) else {
            throw .unsound("table digest: a digest of \(bytes.count) octets")
        }
        return element
    }
}

extension PrefixTreeNode {
    init(
        isLeaf: Bool, count: Int, storedSamples: [UInt8], at prefix: Prefix
    ) throws(NodeDatabaseError) {
        guard let samples = Samples(bytes: storedSamples) else {
            throw .unsound("table tree_node: the samples at \(prefix) cannot be read")
        }
        self.init(count: count, samples: samples, isLeaf: isLeaf)
    }
}
