import Keyring
import Node
import NodeService

/// Sends batches of keys through a node, or straight into the database of one that does not run, and
/// adds up what became of them.
struct KeyLoader {
    /// One is being read and written while the next is on its way; more would only wait.
    private static let batchesInFlight = 2
    /// Reasons that are kept to be shown.
    private static let reasonsKept = 10

    /// What `claviger load` ends with.
    struct Summary: Encodable, Equatable {
        var new = 0
        var updated = 0
        var unchanged = 0
        var refused = 0

        var description: String {
            "loaded \(new) new, \(updated) updated, \(unchanged) unchanged, \(refused) refused"
        }
    }

    private(set) var summary = Summary()
    /// The first of the reasons for which keys were refused.
    private(set) var reasons: [String] = []
    private var progress: LoadProgress
    private var position = 0

    init(progress: LoadProgress) {
        self.progress = progress
    }

    /// Loads into a node that was opened for this alone; goes on where the same load was interrupted.
    mutating func load(
        _ batches: KeyBatches, into node: Node, trusting: Bool
    ) async throws {
        defer { progress.clear() }
        let load = BulkLoad(into: node, identity: batches.identity, trusting: trusting)
        let done = try load.keysDone()
        if done > 0 {
            batches.skip(done)
            StandardError.line(
                "going on behind \(Figures.count(done)) keys that were loaded before the same "
                    + "command was interrupted")
        }
        var judged = 0
        try await load.run {
            guard let batch = await batches.next(.portion) else { return nil }
            refuse(batch.refused)
            return LoadBatch(
                bytes: batch.bytes, keysDone: batch.keysDone, position: batch.position)
        } judged: { batch, keys in
            judged += keys
            progress.show(keys: judged, bytes: batch.position)
        } committed: { report in
            add(report)
        }
    }

    /// Loads into a node that serves others meanwhile.
    mutating func load(_ batches: KeyBatches, through node: any NodeService) async throws {
        defer { progress.clear() }
        try await withThrowingTaskGroup(of: SubmissionReport.self) { group in
            var inFlight = 0
            while let batch = await batches.next(.submission) {
                refuse(batch.refused)
                position = batch.position
                if inFlight == Self.batchesInFlight, let report = try await group.next() {
                    inFlight -= 1
                    add(report)
                    showProgress()
                }
                guard batch.keys > 0 else { continue }
                group.addTask {
                    try await node.submit(Submission(origin: .load, bytes: batch.bytes))
                }
                inFlight += 1
            }
            while let report = try await group.next() {
                add(report)
                showProgress()
            }
        }
    }

    private mutating func add(_ report: SubmissionReport) {
        summary.new += report.inserted.count
        summary.updated += report.updated.count
        summary.unchanged += report.unchanged.count
        refuse(
            report.refused.map { refused in
                (refused.fingerprint.map { "\($0): " } ?? "") + refused.reason
            })
    }

    private mutating func showProgress() {
        let keys = summary.new + summary.updated + summary.unchanged + summary.refused
        progress.show(keys: keys, bytes: position)
    }

    private mutating func refuse(_ lines: [String]) {
        summary.refused += lines.count
        reasons += lines.prefix(Self.reasonsKept - reasons.count)
    }
}
