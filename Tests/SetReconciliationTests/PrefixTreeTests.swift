import SetReconciliation
import Testing

@Suite struct PrefixTreeTests {
    typealias Tree = PrefixTree<MemoryPrefixTreeStore>

    private func apply(inserted: [Element], removed: [Element], to tree: inout Tree) throws {
        for element in inserted { tree.store.insertElement(element) }
        for element in removed { tree.store.removeElement(element) }
        try tree.apply(inserted: inserted, removed: removed)
    }

    private func rebuilt(_ tree: Tree) throws -> Tree {
        var other = Tree(
            store: MemoryPrefixTreeStore(elements: tree.store.elements),
            parameters: tree.parameters)
        try other.rebuild()
        return other
    }

    @Test func `the empty tree answers with an empty leaf`() throws {
        var tree = Tree(store: MemoryPrefixTreeStore())
        let answer = try tree.answer(for: .root)
        #expect(answer.count == 0 && answer.isLeaf && answer.elements == [])
        #expect(answer.samples == .empty)
        #expect(try tree.verify().isEmpty)
    }

    @Test func `a leaf is split beyond fifty elements and joined again at twenty-five`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(51, using: &generator)
        var tree = Tree(store: MemoryPrefixTreeStore())
        for element in elements.prefix(50) {
            tree.store.insertElement(element)
            try tree.insert(element)
        }
        #expect(tree.store.nodes.count == 1)
        tree.store.insertElement(elements[50])
        try tree.insert(elements[50])
        #expect(try tree.rootNode().isLeaf == false)
        #expect(tree.store.nodes.count >= 5)
        for (index, element) in elements.prefix(26).enumerated() {
            #expect(try tree.rootNode().isLeaf == false, "after \(index) removals")
            tree.store.removeElement(element)
            try tree.remove(element)
        }
        #expect(try tree.rootNode().isLeaf)
        #expect(tree.store.nodes.count == 1)
        #expect(try tree.verify().isEmpty)
    }

    @Test(arguments: [1, 2, 4, 8])
    func `a tree changed in random batches has the sums of a rebuilt one`(bitquantum: Int) throws {
        var generator = SplitMix64(seed: testSeed())
        let parameters = PrefixTreeParameters(
            bitquantum: bitquantum, splitThreshold: 8, joinThreshold: 4, fullThreshold: 20)
        var tree = Tree(store: MemoryPrefixTreeStore(), parameters: parameters)
        for round in 0..<60 {
            let inserted = randomElements(
                Int.random(in: 0...40, using: &generator), using: &generator)
            // Shrinks from time to time, down to nothing.
            let share =
                round.isMultiple(of: 20) ? 1 : Double.random(in: 0...0.4, using: &generator)
            let removed = tree.store.elements.shuffled(using: &generator)
                .prefix(Int(Double(tree.store.elements.count) * share))
            try apply(inserted: inserted, removed: Array(removed), to: &tree)
            #expect(try tree.verify() == [])
            var other = try rebuilt(tree)
            #expect(try tree.rootNode().samples == other.rootNode().samples)
            for (prefix, node) in tree.store.nodes {
                let answer = try other.answer(for: prefix)
                #expect(answer.count == node.count && answer.samples == node.samples)
            }
        }
    }

    @Test func `single insertions in any order give the tree of a rebuild`() throws {
        var generator = SplitMix64(seed: testSeed())
        var tree = Tree(store: MemoryPrefixTreeStore())
        for element in randomElements(2_000, using: &generator) {
            tree.store.insertElement(element)
            try tree.insert(element)
        }
        #expect(try tree.store.nodes == rebuilt(tree).store.nodes)
    }

    @Test func `elements with long common prefixes make a deep tree without harm`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = (0..<200).map { Element(high: 5, low: UInt64($0)) }
        var tree = Tree(store: MemoryPrefixTreeStore())
        for element in elements.shuffled(using: &generator) {
            tree.store.insertElement(element)
            try tree.insert(element)
        }
        #expect(try tree.verify().isEmpty)
        #expect(try tree.store.nodes == rebuilt(tree).store.nodes)
        try apply(inserted: [], removed: elements, to: &tree)
        #expect(tree.store.nodes == [.root: .emptyLeaf])
    }

    @Test func `any prefix is answered, below the leaves from the elements`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(1_000, using: &generator)
        var tree = Tree(store: MemoryPrefixTreeStore(elements: elements))
        try tree.rebuild()
        for element in elements.prefix(50) {
            for bitCount in stride(from: 0, through: 128, by: 2) {
                let prefix = Prefix(of: element, bitCount: bitCount)
                let answer = try tree.answer(for: prefix)
                let expected = elements.filter { prefix.contains($0) }.sorted()
                #expect(answer.prefix == prefix)
                #expect(answer.count == expected.count)
                #expect(answer.samples == Samples(of: expected))
                let isLoaded = answer.isLeaf || answer.count < 150
                #expect(answer.elements == (isLoaded ? expected : nil))
                #expect(answer.isLeaf == (tree.store.nodes[prefix]?.isLeaf ?? true))
            }
        }
    }

    @Test func `a prefix of a length that is no depth is refused`() throws {
        var tree = Tree(store: MemoryPrefixTreeStore())
        let prefix = Prefix(of: .maximum, bitCount: 3)
        #expect(throws: PrefixTreeError.notADepth(prefix)) { try tree.answer(for: prefix) }
    }

    @Test func `changes that cannot be right are refused`() throws {
        var generator = SplitMix64(seed: testSeed())
        let element = Element.random(using: &generator)
        let point = Element(high: UInt64(2).byteSwapped, low: 0)
        var tree = Tree(store: MemoryPrefixTreeStore())
        #expect(throws: PrefixTreeError.notInsertable(point)) { try tree.insert(point) }
        #expect(throws: PrefixTreeError.notInsertable(point)) { try tree.remove(point) }
        #expect(throws: PrefixTreeError.countBelowZero(.root)) { try tree.remove(element) }
        #expect(throws: PrefixTreeError.repeatedInChange(element)) {
            try tree.apply(inserted: [element, element], removed: [])
        }
        #expect(throws: PrefixTreeError.repeatedInChange(element)) {
            try tree.apply(inserted: [element], removed: [element])
        }
        tree.store.insertElement(point)
        #expect(throws: PrefixTreeError.notInsertable(point)) { try tree.rebuild() }
        try tree.apply(inserted: [], removed: [])
    }

    @Test func `verification finds every kind of damage and a rebuild repairs it`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(400, using: &generator)
        var sound = Tree(store: MemoryPrefixTreeStore(elements: elements))
        try sound.rebuild()
        #expect(try sound.verify().isEmpty)
        let leaf = try #require(sound.store.nodes.first { $0.value.isLeaf && $0.value.count > 1 })

        func kinds(_ damage: (inout Tree) -> Void) throws -> [PrefixTreeDifference.Kind] {
            var tree = sound
            damage(&tree)
            let kinds = try tree.verify().map(\.kind)
            try tree.rebuild()
            #expect(try tree.verify().isEmpty)
            return kinds
        }

        #expect(try kinds { $0.store.setNode(nil, at: leaf.key) } == [.missing])
        var node = leaf.value
        node.count += 1
        #expect(
            try kinds { $0.store.setNode(node, at: leaf.key) }
                == [.wrongCount(stored: node.count, actual: node.count - 1)])
        node = leaf.value
        node.samples = .empty
        #expect(try kinds { $0.store.setNode(node, at: leaf.key) } == [.wrongSamples])
        let below = leaf.key.child(0, bitquantum: 2)
        #expect(try kinds { $0.store.setNode(.emptyLeaf, at: below) }.first == .belowLeaf)
        node = try sound.rootNode()
        node.isLeaf = true
        #expect(
            try kinds { $0.store.setNode(node, at: .root) }.contains(
                .wrongShape(count: 400, isLeaf: true)))
        let lost = try kinds { $0.store.removeElement(elements[0]) }
        #expect(lost.contains(.wrongSamples))
        #expect(lost.contains(.wrongCount(stored: 400, actual: 399)))
        #expect(try kinds { $0.store.setNode(nil, at: .root) } == [.missing])
    }

    @Test func `a batch reads and writes every node on its paths once`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(5_000, using: &generator)
        var tree = PrefixTree(
            store: CountingStore(memory: MemoryPrefixTreeStore(elements: elements)))
        try tree.rebuild()
        let nodeCount = tree.store.memory.nodes.count
        let inserted = randomElements(20, using: &generator)
        for element in inserted { tree.store.memory.insertElement(element) }
        tree.store.reads = [:]
        tree.store.writes = [:]
        try tree.apply(inserted: inserted, removed: [])
        let touched = tree.store.writes.keys.filter { tree.store.reads[$0] != nil }
        #expect(tree.store.reads.values.allSatisfy { $0 == 1 })
        #expect(tree.store.writes.values.allSatisfy { $0 == 1 })
        #expect(touched.count < nodeCount)
        for element in inserted {
            let onPath = touched.filter { $0.contains(element) }
            #expect(onPath.count >= 3, "root, inner nodes and leaf")
        }
        #expect(try tree.verify().isEmpty)
    }

    private struct CountingStore: PrefixTreeStore {
        var memory: MemoryPrefixTreeStore
        var reads: [Prefix: Int] = [:]
        var writes: [Prefix: Int] = [:]

        init(memory: MemoryPrefixTreeStore) {
            self.memory = memory
        }

        mutating func node(at prefix: Prefix) -> PrefixTreeNode? {
            reads[prefix, default: 0] += 1
            return memory.node(at: prefix)
        }

        mutating func setNode(_ node: PrefixTreeNode?, at prefix: Prefix) {
            writes[prefix, default: 0] += 1
            memory.setNode(node, at: prefix)
        }

        func elements(under prefix: Prefix) -> [Element] { memory.elements(under: prefix) }
    }
}
