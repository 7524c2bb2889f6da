import SetReconciliation
import Testing

@Suite struct PrefixTreeTests {
    private func rebuilt(_ set: ElementSet) throws -> PrefixTree {
        try PrefixTree(of: set.elements, parameters: set.tree.parameters)
    }

    private func leaves(_ tree: PrefixTree) -> [PrefixTreeLeaf] {
        var leaves: [PrefixTreeLeaf] = []
        tree.forEachLeaf { leaves.append($0) }
        return leaves
    }

    private func differences(_ set: ElementSet) -> [PrefixTreeDifference] {
        set.tree.verify(elements: set.elements(under:))
    }

    @Test func `the empty tree answers with an empty leaf`() throws {
        let set = try ElementSet()
        let answer = try set.answer(for: .root)
        #expect(answer.count == 0 && answer.isLeaf && answer.elements == [])
        #expect(answer.samples == .empty)
        #expect(differences(set).isEmpty)
    }

    @Test func `a leaf is split beyond fifty elements and joined again at twenty-five`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(51, using: &generator)
        var set = try ElementSet()
        for element in elements.prefix(50) { try set.apply(inserted: [element]) }
        #expect(set.tree.nodeCount == 1)
        try set.apply(inserted: [elements[50]])
        #expect(set.tree.rootNode.isLeaf == false)
        #expect(set.tree.nodeCount >= 5)
        for (index, element) in elements.prefix(26).enumerated() {
            #expect(set.tree.rootNode.isLeaf == false, "after \(index) removals")
            try set.apply(removed: [element])
        }
        #expect(set.tree.rootNode.isLeaf)
        #expect(set.tree.nodeCount == 1)
        #expect(differences(set).isEmpty)
    }

    @Test(arguments: [1, 2, 4, 8])
    func `a tree changed in random batches has the sums of a rebuilt one`(bitquantum: Int) throws {
        var generator = SplitMix64(seed: testSeed())
        let parameters = PrefixTreeParameters(
            bitquantum: bitquantum, splitThreshold: 8, joinThreshold: 4, fullThreshold: 20)
        var set = try ElementSet(parameters: parameters)
        for round in 0..<60 {
            let inserted = randomElements(
                Int.random(in: 0...40, using: &generator), using: &generator)
            // Shrinks from time to time, down to nothing.
            let share =
                round.isMultiple(of: 20) ? 1 : Double.random(in: 0...0.4, using: &generator)
            let removed = set.elements.shuffled(using: &generator)
                .prefix(Int(Double(set.elements.count) * share))
            try set.apply(inserted: inserted, removed: Array(removed))
            #expect(differences(set) == [])
            let other = try rebuilt(set)
            #expect(set.tree.rootNode.samples == other.rootNode.samples)
            for leaf in leaves(set.tree) {
                var prefix: Prefix? = leaf.prefix
                while let ancestor = prefix {
                    let answer = try set.answer(for: ancestor)
                    let elements = set.elements(under: ancestor)
                    #expect(answer.count == elements.count)
                    #expect(answer.samples == Samples(of: elements))
                    prefix = ancestor.parent(bitquantum: bitquantum)
                }
            }
        }
    }

    @Test func `single insertions in any order give the tree of a rebuild`() throws {
        var generator = SplitMix64(seed: testSeed())
        var set = try ElementSet()
        for element in randomElements(2_000, using: &generator) {
            try set.apply(inserted: [element])
        }
        #expect(try leaves(set.tree) == leaves(rebuilt(set)))
        #expect(try set.tree.nodeCount == rebuilt(set).nodeCount)
    }

    @Test func `elements with long common prefixes make a deep tree without harm`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = (0..<200).map { Element(high: 5, low: UInt64($0)) }
        var set = try ElementSet()
        for element in elements.shuffled(using: &generator) {
            try set.apply(inserted: [element])
        }
        #expect(differences(set).isEmpty)
        #expect(try leaves(set.tree) == leaves(rebuilt(set)))
        try set.apply(removed: elements)
        #expect(leaves(set.tree) == [PrefixTreeLeaf(prefix: .root, count: 0, samples: .empty)])
        #expect(set.tree.nodeCount == 1)
    }

    @Test func `any prefix is answered, below the leaves from the elements`() throws {
        var generator = SplitMix64(seed: testSeed())
        let elements = randomElements(1_000, using: &generator)
        let set = try ElementSet(elements)
        for element in elements.prefix(50) {
            for bitCount in stride(from: 0, through: 128, by: 2) {
                let prefix = Prefix(of: element, bitCount: bitCount)
                let answer = try set.answer(for: prefix)
                let expected = elements.filter { prefix.contains($0) }.sorted()
                #expect(answer.prefix == prefix)
                #expect(answer.count == expected.count)
                #expect(answer.samples == Samples(of: expected))
                let isLoaded = answer.isLeaf || answer.count < 150
                #expect(answer.elements == (isLoaded ? expected : nil))
                #expect(try answer.isLeaf == (set.tree.node(at: prefix)?.isLeaf ?? true))
            }
        }
    }

    @Test func `a prefix of a length that is no depth is refused`() throws {
        let set = try ElementSet()
        let prefix = Prefix(of: .maximum, bitCount: 3)
        #expect(throws: PrefixTreeError.notADepth(prefix)) { try set.answer(for: prefix) }
    }

    @Test func `changes that cannot be right are refused and change nothing`() throws {
        var generator = SplitMix64(seed: testSeed())
        let element = Element.random(using: &generator)
        let point = Element(high: UInt64(2).byteSwapped, low: 0)
        var set = try ElementSet()
        #expect(throws: PrefixTreeError.notInsertable(point)) {
            try set.apply(inserted: [point])
        }
        #expect(throws: PrefixTreeError.notInsertable(point)) { try set.apply(removed: [point]) }
        #expect(throws: PrefixTreeError.countBelowZero(.root)) {
            try set.apply(removed: [element])
        }
        #expect(throws: PrefixTreeError.repeatedInChange(element)) {
            try set.apply(inserted: [element, element])
        }
        #expect(throws: PrefixTreeError.repeatedInChange(element)) {
            try set.apply(inserted: [element], removed: [element])
        }
        #expect(throws: PrefixTreeError.notInsertable(point)) { try PrefixTree(of: [point]) }
        try set.apply()
        #expect(set.elements.isEmpty && set.tree.rootNode.count == 0)
    }

    @Test func `a tree is what it was until a change is installed`() throws {
        var generator = SplitMix64(seed: testSeed())
        let set = try ElementSet(randomElements(1_000, using: &generator))
        let inserted = randomElements(200, using: &generator)
        var tree = set.tree
        var update = try tree.update(inserted: inserted, removed: set.elements.dropLast(10))
        let after = try ElementSet(inserted + set.elements.suffix(10))
        try update.complete(elements: after.elements(under:))
        #expect(leaves(tree) == leaves(set.tree))
        tree.install(update)
        tree.refresh()
        #expect(tree.rootNode.count == 210)
        #expect(tree.rootNode.samples == Samples(of: after.elements))
        #expect(tree.verify(elements: after.elements(under:)) == [])
    }

    @Test func `the written and the removed leaves of a change are those that differ`() throws {
        var generator = SplitMix64(seed: testSeed())
        var set = try ElementSet()
        var rows: [Prefix: PrefixTreeLeaf] = [:]
        for round in 0..<40 {
            let inserted = randomElements(30, using: &generator)
            let removed = Array(
                set.elements.shuffled(using: &generator).prefix(round % 8 == 7 ? 180 : 5))
            var update = try set.tree.update(inserted: inserted, removed: removed)
            try set.apply(inserted: inserted, removed: removed)
            try update.complete(elements: set.elements(under:))
            for prefix in update.removedLeaves { rows[prefix] = nil }
            update.forEachWrittenLeaf { rows[$0.prefix] = $0 }
            if rows.isEmpty { continue }
            #expect(Set(rows.values) == Set(leaves(set.tree)))
        }
    }

    @Test func `a tree is made again from its leaves, in whatever order they come`() throws {
        var generator = SplitMix64(seed: testSeed())
        for count in [0, 1, 50, 51, 3_000] {
            let set = try ElementSet(randomElements(count, using: &generator))
            let leaves = leaves(set.tree)
            var tree = try PrefixTree(leaves: leaves.shuffled(using: &generator))
            #expect(self.leaves(tree) == leaves)
            #expect(tree.rootNode == set.tree.rootNode)
            #expect(tree.nodeCount == set.tree.nodeCount)
            let inserted = randomElements(100, using: &generator)
            var update = try tree.update(inserted: inserted, removed: [])
            let after = try ElementSet(set.elements + inserted)
            try update.complete(elements: after.elements(under:))
            tree.install(update)
            #expect(tree.verify(elements: after.elements(under:)) == [])
        }
    }

    @Test func `leaves that are not those of a tree are refused`() throws {
        var generator = SplitMix64(seed: testSeed())
        let set = try ElementSet(randomElements(400, using: &generator))
        let leaves = leaves(set.tree)
        let lost = leaves[3]
        #expect(throws: PrefixTreeError.missingLeaf(lost.prefix)) {
            try PrefixTree(leaves: leaves.filter { $0 != lost })
        }
        #expect(throws: (any Error).self) { try PrefixTree(leaves: leaves + [lost]) }
        let below = PrefixTreeLeaf(
            prefix: lost.prefix.child(1, bitquantum: 2), count: 0, samples: .empty)
        #expect(throws: (any Error).self) { try PrefixTree(leaves: leaves + [below]) }
        let root = PrefixTreeLeaf(prefix: .root, count: 0, samples: .empty)
        #expect(throws: (any Error).self) { try PrefixTree(leaves: leaves + [root]) }
        for count in [1 << 32, 1 << 32 - 1] {
            let full = PrefixTreeLeaf(prefix: lost.prefix, count: count, samples: .empty)
            #expect(throws: (any Error).self) {
                try PrefixTree(leaves: leaves.filter { $0 != lost } + [full])
            }
        }
        let odd = PrefixTreeLeaf(
            prefix: lost.prefix.child(0, bitquantum: 1), count: 0, samples: .empty)
        #expect(throws: PrefixTreeError.missingLeaf(lost.prefix)) {
            try PrefixTree(leaves: leaves.filter { $0 != lost } + [odd])
        }
    }

    @Test func `verification finds every kind of damage`() throws {
        var generator = SplitMix64(seed: testSeed())
        let set = try ElementSet(randomElements(400, using: &generator))
        #expect(differences(set).isEmpty)
        let all = leaves(set.tree)
        let leaf = try #require(all.first { $0.count > 1 })

        func kinds(_ leaves: [PrefixTreeLeaf]) throws -> [PrefixTreeDifference.Kind] {
            try PrefixTree(leaves: leaves).verify(elements: set.elements(under:)).map(\.kind)
        }

        func replaced(count: Int, samples: Samples) -> [PrefixTreeLeaf] {
            all.map {
                $0 == leaf
                    ? PrefixTreeLeaf(prefix: leaf.prefix, count: count, samples: samples) : $0
            }
        }

        #expect(
            try kinds(replaced(count: leaf.count + 1, samples: leaf.samples))
                == [.wrongCount(stored: leaf.count + 1, actual: leaf.count)])
        #expect(try kinds(replaced(count: leaf.count, samples: .empty)) == [.wrongSamples])
        let root = set.tree.rootNode
        #expect(
            try kinds([PrefixTreeLeaf(prefix: .root, count: root.count, samples: root.samples)])
                == [.wrongShape(count: 400, isLeaf: true)])
        let point = Element(high: UInt64(1).byteSwapped, low: 0)
        let found = set.tree.verify { prefix in
            set.elements(under: prefix) + (prefix.contains(point) ? [point] : [])
        }
        #expect(found.contains { $0.kind == .notInsertable(point) })
        let small = try ElementSet(set.elements.prefix(20))
        let shapes = set.tree.verify(elements: small.elements(under:)).map(\.kind)
        #expect(shapes.contains(.wrongSamples))
    }
}
