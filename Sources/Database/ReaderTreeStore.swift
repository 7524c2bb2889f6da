import Keyring
import SetReconciliation

/// One profile's prefix tree for reading, on a read connection and within its snapshot.
struct ReaderTreeStore: PrefixTreeStore {
    private let reader: Reader
    private let profile: Profile

    init(reader: Reader, profile: Profile) {
        self.reader = reader
        self.profile = profile
    }

    func node(at prefix: Prefix) throws -> PrefixTreeNode? {
        try reader.first(
            "SELECT leaf, count, samples FROM tree_node WHERE profile = ? AND prefix = ?",
            [.integer(profile.number), .blob(prefix.storageKey)]
        ) { row in
            try PrefixTreeNode(
                isLeaf: row.integer(0) != 0, count: Int(row.integer(1)),
                storedSamples: row.blob(2), at: prefix)
        }
    }

    func setNode(_ node: PrefixTreeNode?, at prefix: Prefix) {
        preconditionFailure("a tree is only changed by the transaction that changes its set")
    }

    func elements(under prefix: Prefix) throws -> [Element] {
        try reader.rows(
            TreeQuery.elements,
            [
                .integer(profile.number), .blob(prefix.lowerBound.bytes),
                .blob(prefix.upperBound.bytes),
            ]
        ) { row in try TreeQuery.element(row.blob(0)) }
    }
}
