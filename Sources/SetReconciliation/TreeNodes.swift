import CPrefetch

/// The nodes of a prefix tree side by side, the root first. Children are found by their parent:
/// they lie together, in the order of their prefixes, and are taken and given back together.
struct TreeNodes: Sendable {
    private var nodes: [TreeNode]
    /// The samples of each node at the index of the node.
    private var samples: [PackedSamples]
    /// Where groups of children lay that are not used any more.
    private var free: [UInt32] = []
    private let childCount: Int

    init(childCount: Int) {
        self.childCount = childCount
        nodes = [TreeNode(count: 0, children: 0)]
        samples = [.empty]
    }

    static var root: UInt32 { 0 }

    /// The nodes in use.
    var count: Int { nodes.count - free.count * childCount }

    /// The memory of the nodes, octets.
    var byteCount: Int {
        nodes.capacity * MemoryLayout<TreeNode>.stride
            + samples.capacity * MemoryLayout<PackedSamples>.stride
    }

    subscript(index: UInt32) -> TreeNode {
        get { nodes[Int(index)] }
        set { nodes[Int(index)] = newValue }
    }

    func samples(at index: UInt32) -> Samples { samples[Int(index)].samples }

    /// Has the samples of a node, which are to be read soon, come nearer from a large memory.
    func prefetchSamples(at index: UInt32) {
        samples.withUnsafeBufferPointer { samples in
            let place = UnsafeRawBufferPointer(
                UnsafeBufferPointer(rebasing: samples[Int(index)...Int(index)]))
            prefetch_octets(place.baseAddress, place.count)
        }
    }

    mutating func setSamples(at index: UInt32, to newSamples: PackedSamples) {
        samples[Int(index)] = newSamples
    }

    mutating func reserve(_ count: Int) {
        nodes.reserveCapacity(count)
        samples.reserveCapacity(count)
    }

    /// Takes a place for the children of one node, which are empty leaves at first.
    mutating func allocateChildren() -> UInt32 {
        if let index = free.popLast() {
            for child in Int(index)..<Int(index) + childCount {
                nodes[child] = TreeNode(count: 0, children: 0)
                samples[child] = .empty
            }
            return index
        }
        let index = nodes.count
        precondition(index + childCount <= UInt32.max, "a tree has less than 2^32 nodes")
        // Doubling, an array's own way, would leave half of a large tree's memory empty.
        if index + childCount > samples.capacity { reserve(index + index / 8 + 64) }
        for _ in 0..<childCount {
            nodes.append(TreeNode(count: 0, children: 0))
            samples.append(.empty)
        }
        return UInt32(index)
    }

    /// Gives back the places of all nodes below a node, which becomes a leaf.
    mutating func freeChildren(of index: UInt32) {
        let children = self[index].children
        guard children != 0 else { return }
        for child in children..<children + UInt32(childCount) { freeChildren(of: child) }
        self[index].children = 0
        free.append(children)
    }

    /// Puts a copy of another tree's nodes in the place of a leaf.
    mutating func graft(_ source: TreeNodes, from sourceIndex: UInt32 = root, at index: UInt32) {
        var node = source[sourceIndex]
        if !node.isLeaf {
            let children = allocateChildren()
            for child in 0..<UInt32(childCount) {
                graft(source, from: node.children + child, at: children + child)
            }
            node.children = children
        }
        self[index] = node
        samples[Int(index)] = source.samples[Int(sourceIndex)]
    }
}
