import Database
import Keyring
package import NodeService
import Synchronization

extension Node: OperatorService {
    package func dump() async throws -> NodeSnapshot {
        let turn = try turns.dumps.take()
        let snapshot = try await database.snapshot()
        let dump = Dump(snapshot, turn)
        return NodeSnapshot(
            summary: summary(snapshot.summary),
            octets: PulledSequence { try await dump.next() })
    }

    package func backup() async throws -> NodeSnapshot {
        let turn = try turns.backups.take()
        let copy = try await database.copy()
        let backup = Backup(copy, turn)
        return NodeSnapshot(
            summary: summary(copy.summary), octets: PulledSequence { try await backup.next() })
    }

    package func changes(
        after sequence: Int, following: Bool
    ) async throws -> PulledSequence<[KeyChange]> {
        let turn = try turns.followers.take()
        let last = Int(try database.lastChange())
        guard sequence <= last else {
            throw NodeServiceError.unknownChange(sequence, last: last)
        }
        let follower = ChangeFollower(
            database, after: Int64(sequence), commits: following ? commits.changes() : nil, turn)
        return PulledSequence { try await follower.next() }
    }

    private func summary(_ summary: DatabaseSummary) -> SnapshotSummary {
        SnapshotSummary(
            node: name, version: Self.version, rules: VerifiedKey.rules, time: time,
            keys: summary.keys, lastChange: Int(summary.lastChange),
            sets: Profile.allCases.compactMap { profile in
                summary.roots[profile].map { SetStatus(profile, root: $0) }
            })
    }
}

/// How much of what takes long is done at once for operators.
struct OperatorTurns: Sendable {
    /// One by the clock and one by hand. Each keeps the write-ahead log from being reused.
    let dumps = Turns(limit: 2, refusal: "two dumps are under way already")
    /// Each takes the room of the database.
    let backups = Turns(limit: 1, refusal: "a backup is under way already")
    /// A quarter of the connections that the node socket takes.
    let followers = Turns(limit: 64, refusal: "64 programs follow the changes already")
}

/// A dump under way.
private final class Dump: Sendable {
    private let snapshot: KeyringSnapshot
    private let turn: Turns.Turn
    private let position = Mutex<Int64?>(nil)

    init(_ snapshot: KeyringSnapshot, _ turn: Turns.Turn) {
        self.snapshot = snapshot
        self.turn = turn
    }

    func next() async throws -> [UInt8]? {
        let piece = try await snapshot.piece(after: position.withLock { $0 })
        position.withLock { $0 = piece?.position }
        return piece?.octets
    }
}

/// A backup under way.
private final class Backup: Sendable {
    private let copy: DatabaseCopy
    private let turn: Turns.Turn
    private let position = Mutex(0)

    init(_ copy: DatabaseCopy, _ turn: Turns.Turn) {
        self.copy = copy
        self.turn = turn
    }

    func next() async throws -> [UInt8]? {
        let octets = try await copy.octets(at: position.withLock { $0 })
        position.withLock { $0 += octets.count }
        return octets.isEmpty ? nil : octets
    }
}
