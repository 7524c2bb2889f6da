import Database
import NodeService
import OpenPGP
import Synchronization

/// Reads the log of changes from one place on, and goes on when there are more.
final class ChangeFollower: Sendable {
    /// Changes read at once: some tens of kilobytes.
    private static let portion = 500

    private let database: NodeDatabase
    private let turn: Turns.Turn
    /// An element after each commit; nil: the end of the log is the end.
    private let commits: AsyncStream<Void>?
    private let position: Mutex<Int64>

    init(
        _ database: NodeDatabase, after sequence: Int64, commits: AsyncStream<Void>?,
        _ turn: Turns.Turn
    ) {
        self.database = database
        self.turn = turn
        self.commits = commits
        position = Mutex(sequence)
    }

    func next() async throws -> [KeyChange]? {
        while true {
            let changes = try await database.changes(
                after: position.withLock { $0 }, limit: Self.portion)
            if let last = changes.last {
                position.withLock { $0 = last.sequence }
                return changes.map { KeyChange($0) }
            }
            guard let commits else { return nil }
            // Asked for before the log was read: no commit is missed in between.
            guard await commits.first(where: { _ in true }) != nil else {
                throw CancellationError()
            }
        }
    }
}

extension KeyChange {
    fileprivate init(_ change: LoggedChange) {
        let kind: Kind =
            switch change.kind {
            case .inserted: .inserted
            case .updated: .updated
            case .removed: .removed
            }
        self.init(
            sequence: Int(change.sequence), time: change.time, change: kind,
            fingerprint: change.fingerprint.hex)
    }
}
