import Database
import Keyring
package import NodeService

/// A piece of what is loaded.
package struct LoadBatch: Sendable {
    /// Whole keys, binary.
    package let bytes: [UInt8]
    /// Keys of all files, in their order, that are done with once this batch is.
    package let keysDone: Int
    /// Octets of the files that are read by then, for whoever shows the progress.
    package let position: Int

    package init(bytes: [UInt8], keysDone: Int, position: Int) {
        self.bytes = bytes
        self.keysDone = keysDone
        self.position = position
    }
}

/// Loads keyrings into the database of a node that nobody else uses: batches are judged on all
/// cores, and written in large groups while the next ones are judged.
package struct BulkLoad: Sendable {
    private let node: Node
    /// What is loaded, for ``LoadMark``; nil when nothing is to be remembered.
    private let identity: [UInt8]?
    private let isTrusting: Bool
    private let groups: GroupSize

    /// When a group of keys is written.
    package struct GroupSize: Sendable {
        let keys: Int
        /// As they were read; what is kept of them for the writer is a few times as much.
        let octets: Int

        package init(keys: Int, octets: Int) {
            self.keys = keys
            self.octets = octets
        }

        /// The larger a group is, the more of its rows are neighbours in the indexes, and the fewer
        /// times each node of the prefix trees is written. Two groups are in memory: with some
        /// 4 KiB for a key of the usual size that is 250 MB.
        package static let usual = GroupSize(keys: 32_768, octets: 32 << 20)
    }

    /// - Parameter trusting: as for ``Admission``.
    package init(
        into node: Node, identity: [UInt8]?, trusting isTrusting: Bool = false,
        groups: GroupSize = .usual
    ) {
        self.node = node
        self.groups = groups
        self.isTrusting = isTrusting
        self.identity = identity
    }

    /// Keys of the same load that were done with when it was interrupted.
    package func keysDone() throws -> Int {
        guard let mark = try node.database.loadMark(), mark.load == identity else { return 0 }
        return mark.keys
    }

    /// - Parameters:
    ///   - next: the next batch, nil at the end.
    ///   - judged: told of each batch that is judged, in order, and how many of its keys are to be
    ///     written.
    ///   - committed: told of each group that is committed.
    package func run(
        _ next: () async -> LoadBatch?, judged: (LoadBatch, Int) -> Void,
        committed: (SubmissionReport) -> Void
    ) async throws {
        try await node.database.prepareForLoad()
        try await withThrowingTaskGroup(of: Step.self) { tasks in
            var flow = Flow(width: node.intake.loadWidth, groups: groups)
            while true {
                while flow.wantsBatch {
                    guard let batch = await next() else {
                        flow.isAtEnd = true
                        break
                    }
                    let number = flow.begin()
                    tasks.addTask {
                        let judged = try await node.intake.judge(
                            loaded: batch.bytes, trusting: isTrusting)
                        return .judged(number, judged, batch)
                    }
                }
                if let group = flow.nextGroup() {
                    tasks.addTask { .written(try await write(group)) }
                    // There is room for batches of the next one.
                    continue
                }
                switch try await tasks.next() {
                case .judged(let number, let result, let batch):
                    for (result, batch) in flow.judged(number, result, batch) {
                        judged(batch, result.admitted.count)
                    }
                case .written(let report):
                    flow.isWriting = false
                    committed(report)
                case nil:
                    return
                }
            }
        }
        try await node.database.endLoad()
    }

    private enum Step: Sendable {
        case judged(Int, Judged, LoadBatch)
        case written(SubmissionReport)
    }

    private func write(_ group: LoadGroup) async throws -> SubmissionReport {
        defer { for judged in group.judged { judged.entry.leave() } }
        let mark = identity.map { LoadMark(load: $0, keys: group.keysDone) }
        let outcomes = try await node.database.load(
            group.judged.flatMap(\.admitted), mark: mark)
        var report = SubmissionReport()
        report.add(outcomes)
        for judged in group.judged { report.add(refusedBy: judged) }
        return report
    }
}

/// Judged batches that are written together, in the order of the files.
private struct LoadGroup: Sendable {
    private(set) var judged: [Judged] = []
    private(set) var keysDone = 0
    private(set) var keys = 0
    private(set) var octets = 0

    var isEmpty: Bool { judged.isEmpty }

    mutating func add(_ result: Judged, _ batch: LoadBatch) {
        judged.append(result)
        keys += result.judgements.count
        octets += batch.bytes.count
        keysDone = batch.keysDone
    }
}

/// What is under way of a load.
private struct Flow {
    /// One more than are judged at once, so that nobody waits for the next to be read.
    private let maximumJudging: Int
    private let groups: BulkLoad.GroupSize
    private var judging = 0
    private var begun = 0
    /// Those that overtook others, by number.
    private var early: [Int: (Judged, LoadBatch)] = [:]
    private var arrived = 0
    private var group = LoadGroup()
    var isWriting = false
    var isAtEnd = false

    init(width: Int, groups: BulkLoad.GroupSize) {
        maximumJudging = width + 1
        self.groups = groups
    }

    private var isFull: Bool { group.keys >= groups.keys || group.octets >= groups.octets }

    /// Whether another batch is to be judged: not while a full group waits for the writer.
    var wantsBatch: Bool {
        !isAtEnd && judging + early.count < maximumJudging && !isFull
    }

    /// The number of a batch that is to be judged now.
    mutating func begin() -> Int {
        judging += 1
        begun += 1
        return begun - 1
    }

    /// - Returns: the batches that are now next in order.
    mutating func judged(
        _ number: Int, _ result: Judged, _ batch: LoadBatch
    ) -> [(Judged, LoadBatch)] {
        judging -= 1
        early[number] = (result, batch)
        var inOrder: [(Judged, LoadBatch)] = []
        while let (result, batch) = early.removeValue(forKey: arrived) {
            group.add(result, batch)
            inOrder.append((result, batch))
            arrived += 1
        }
        return inOrder
    }

    /// The group to be written now, if there is one: a full one, or the last.
    mutating func nextGroup() -> LoadGroup? {
        let isLast = isAtEnd && judging == 0
        guard !isWriting, !group.isEmpty, isFull || isLast else { return nil }
        defer { group = LoadGroup() }
        isWriting = true
        return group
    }
}
