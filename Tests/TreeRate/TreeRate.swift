import Database
import Foundation
import GRDB
import Keyring
import SetReconciliation
import Telemetry

/// Measures the prefix tree of a large set of random digests, for `scripts/measure-tree`: building
/// it, changing it, its size in memory and in a node's database, and opening that.
///
/// Prints tab-separated lines: what, how much, unit. Times are processor time of the one thread.
@main
struct TreeRate {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let count = arguments.first ?? 10_000_000
        let changes = arguments.dropFirst().first ?? 200_000
        var generator = SplitMix64(seed: 1)
        let elements = randomElements(count, using: &generator).sorted()
        let others = randomElements(changes, using: &generator)
        let successors = randomElements(changes, using: &generator)

        var tree = PrefixTree()
        let building = try time { tree = try PrefixTree(of: elements) }
        report("build", building / .seconds(1), "s")
        report("nodes", Double(tree.nodeCount), "")
        report("nodes in memory", Double(tree.byteCount) / Double(count), "octets an element")
        for once in [1, 10, 1_000] {
            try measureChanges(
                of: &tree, by: others, then: successors, to: elements, at: once,
                using: &generator)
        }
        try measureDatabase(of: tree)
    }

    private static func randomElements(
        _ count: Int, using generator: inout SplitMix64
    ) -> [Element] {
        (0..<count).map { _ in Element(high: generator.next(), low: generator.next()) }
    }

    private static func time(_ body: () throws -> Void) rethrows -> Duration {
        let began = ThreadClock.now
        try body()
        return ThreadClock.now - began
    }

    private static func report(_ what: String, _ figure: Double, _ unit: String) {
        print("\(what)\t\(figure)\t\(unit)")
    }

    // MARK: Changes

    /// Inserts the other elements, so many in one update, then their successors for them, and takes
    /// those out again in another order.
    ///
    /// A commit of a node makes one update for each set that it changes, of all that it changes
    /// there: one digest out and one in for a key that has grown, hundreds in a load.
    private static func measureChanges(
        of tree: inout PrefixTree, by others: [Element], then successors: [Element],
        to elements: [Element], at once: Int, using generator: inout SplitMix64
    ) throws {
        let root = tree.rootNode
        let (first, second) = (Places(of: others), Places(of: successors))
        try report("insert", of: others.count, at: once) { range in
            var update = try tree.update(inserted: Array(others[range]), removed: [])
            try update.complete { prefix in
                let inserted = first.elements(under: prefix) { $0 < range.upperBound }
                return (elements[...].under(prefix) + inserted).sorted()
            }
            tree.install(update)
        }
        try report("replace", of: others.count, at: once) { range in
            var update = try tree.update(
                inserted: Array(successors[range]), removed: Array(others[range]))
            try update.complete { prefix in
                let old = first.elements(under: prefix) { $0 >= range.upperBound }
                let new = second.elements(under: prefix) { $0 < range.upperBound }
                return (elements[...].under(prefix) + old + new).sorted()
            }
            tree.install(update)
        }
        let removed = successors.shuffled(using: &generator)
        try report("remove", of: removed.count, at: once) { range in
            // Nothing is divided where something is taken out.
            tree.install(try tree.update(inserted: [], removed: Array(removed[range])))
        }
        let refreshing = time { tree.refresh() }
        report("refresh after all these", refreshing / .milliseconds(1), "ms")
        precondition(tree.rootNode == root, "what was put in and taken out leaves no trace")
    }

    /// Makes so many changes, so many in one update.
    private static func report(
        _ what: String, of count: Int, at once: Int, _ update: (Range<Int>) throws -> Void
    ) rethrows {
        let duration = try time {
            for start in stride(from: 0, to: count, by: once) {
                try update(start..<min(start + once, count))
            }
        }
        report("\(what), \(once) at once", duration / .microseconds(count), "µs each")
    }

    /// What a leaf that is divided asks for: which elements that come or go lie there.
    private struct Places {
        private let sorted: [Element]
        private let places: [Element: Int]

        init(of elements: [Element]) {
            sorted = elements.sorted()
            places = Dictionary(uniqueKeysWithValues: zip(elements, elements.indices))
        }

        func elements(under prefix: Prefix, where holds: (Int) -> Bool) -> [Element] {
            sorted[...].under(prefix).filter { places[$0].map(holds) ?? false }
        }
    }

    // MARK: The database

    /// Writes the leaves into a new database, in the order in which growth would, which is none.
    private static func measureDatabase(of tree: PrefixTree) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("tree-rate-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try NodeDatabase.create(in: folder)
        let queue = try DatabaseQueue(path: folder + "/" + NodeDatabase.fileName)
        let statements = RowStatements(queue)
        var leaves: [PrefixTreeLeaf] = []
        tree.forEachLeaf { leaves.append($0) }
        let bytes = try queue.write { db in
            for leaf in leaves.shuffled() { try statements.write(leaf, of: .sks) }
            return try Int.fetchOne(
                db, sql: "SELECT sum(pgsize) FROM dbstat WHERE name = 'tree_node'") ?? 0
        }
        statements.release()
        try queue.close()
        let count = Double(tree.rootNode.count)
        report("nodes in the database", Double(bytes) / count, "octets an element")
        report("of that a leaf", Double(bytes) / Double(leaves.count), "octets")
        let opening = try time {
            let database = try NodeDatabase.open(in: folder, now: { 0 }, onChange: { _ in })
            precondition(database.root(of: .sks) == tree.rootNode, "it is the same tree")
            try database.close()
        }
        report("open the database", opening / .seconds(1), "s")
    }
}

extension Duration {
    fileprivate static func microseconds(_ count: Int) -> Duration {
        .microseconds(Int64(count))
    }
}
