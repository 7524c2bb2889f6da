import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation

/// One profile's prefix tree within a write transaction: nodes are read through the cache, and
/// written all at once by ``flush()``.
struct WriterTreeStore: PrefixTreeStore {
    private let db: GRDB.Database
    private let statements: RowStatements
    private let profile: Profile
    /// To be kept only if the transaction commits.
    private(set) var cache: TreeNodeCache
    private var changed: [Prefix: PrefixTreeNode?] = [:]

    init(
        db: GRDB.Database, statements: RowStatements, profile: Profile, cache: TreeNodeCache
    ) {
        self.db = db
        self.statements = statements
        self.profile = profile
        self.cache = cache
    }

    mutating func node(at prefix: Prefix) throws -> PrefixTreeNode? {
        if let node = changed[prefix] ?? cache[prefix] { return node }
        let node = try statements.first(.treeNode) {
            $0.bind(profile.number)
            $0.bind(prefix.storageKey)
        } _: { row in
            try PrefixTreeNode(
                isLeaf: row.integer(0) != 0, count: Int(row.integer(1)),
                storedSamples: row.blob(2), at: prefix)
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

    /// Writes the changed nodes to the database, in the order of the table.
    mutating func flush() throws {
        let nodes = changed.map { (key: $0.key.storageKey, prefix: $0.key, node: $0.value) }
        for (key, prefix, node) in nodes.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            try write(node, key)
            cache[prefix] = .some(node)
        }
        changed.removeAll()
    }

    private func write(_ node: PrefixTreeNode?, _ key: [UInt8]) throws {
        guard let node else {
            return try statements.run(.deleteTreeNode) {
                $0.bind(profile.number)
                $0.bind(key)
            }
        }
        try statements.run(.putTreeNode) {
            $0.bind(profile.number)
            $0.bind(key)
            $0.bind(node.isLeaf ? 1 : 0)
            $0.bind(node.count)
            $0.bind(node.samples.storageBytes)
        }
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
