import SetReconciliation

/// Nodes of one profile's prefix tree as the last committed transaction left them, so that a
/// transaction reads each node from the database once in the life of the process. Used on the
/// writer's queue only.
struct TreeNodeCache {
    /// Nodes kept; about 200 bytes each, so 100 MB at most, enough for all nodes of ten million
    /// keys. Beyond it the cache starts anew.
    private static let capacity = 500_000

    private var nodes: [Prefix: PrefixTreeNode?] = [:]

    subscript(prefix: Prefix) -> PrefixTreeNode?? {
        get { nodes[prefix] }
        set {
            if nodes.count >= Self.capacity { nodes.removeAll() }
            nodes[prefix] = newValue
        }
    }
}
