import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Brings what the write-ahead log holds into the database, on a thread of its own: the writer would
/// not write for some ten milliseconds each time, and everybody who adds a key would wait for it.
///
/// SQLite begins the log anew once all of it is in the database, and while keys are added there is
/// always something in it that is not: it would grow without end. So the little that comes
/// meanwhile is brought in by the writer itself, between two transactions.
final class Checkpointer: Sendable {
    /// How much of the log is brought in at a time, pages.
    struct Portions {
        /// From how many on it is: 64 MiB. What many transactions changed is written once, and the
        /// disk is waited for less often.
        var begin = 16_384
        /// What the writer brings in itself, in a few milliseconds.
        var rest = 512
        /// When the writer waits, 256 MiB: the disk is slower than it.
        var most: Int { 4 * begin }
    }

    /// How often more may have come meanwhile than the writer brings in, before it takes what there
    /// is.
    private static let rounds = 4

    private enum Stage {
        case idle, working
        /// The rest is the writer's.
        case nearlyDone
    }

    private struct State {
        var stage = Stage.idle
        /// Pages in the log after the last transaction.
        var logged = 0
        /// From how many on it is brought in next.
        var next: Int
    }

    /// To be used on the queue.
    private let connection: Connection
    private let queue = DispatchQueue(label: "claviger.database.checkpoint")
    private let portions: Portions
    private let onCommit: @Sendable () -> Void
    private let state: Mutex<State>

    /// From now on the log of the writer's connection is looked after here, until that sets
    /// `wal_autocheckpoint`.
    ///
    /// - Parameter onCommit: told of each transaction of the writer, before whoever wanted it is.
    init(
        path: String, writer: DatabaseQueue, portions: Portions = Portions(),
        onCommit: @escaping @Sendable () -> Void = {}
    ) throws {
        self.portions = portions
        self.onCommit = onCommit
        state = Mutex(State(next: portions.begin))
        connection = try Connection(path: path)
        let context = Unmanaged.passUnretained(self).toOpaque()
        writer.unsafeRead { db in
            _ = sqlite3_wal_hook(
                db.sqliteConnection,
                { context, writer, _, pages in
                    if let context, let writer {
                        Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
                            .committed(Int(pages), by: writer)
                    }
                    return SQLITE_OK
                }, context)
        }
    }

    /// To be called before either connection is closed.
    func end(writer: DatabaseQueue) {
        writer.unsafeRead { _ = sqlite3_wal_hook($0.sqliteConnection, nil, nil) }
        queue.sync { connection.close() }
    }

    /// A transaction is durable. On the writer's thread.
    private func committed(_ pages: Int, by writer: OpaquePointer) {
        onCommit()
        let stage = state.withLock { state in
            // It has begun anew.
            if pages < state.logged { state.next = portions.begin }
            state.logged = pages
            return state.stage
        }
        switch stage {
        case .idle: if pages >= state.withLock(\.next) { begin() }
        case .working:
            guard pages >= portions.most else { return }
            queue.sync {}
            finish(by: writer)
        case .nearlyDone: finish(by: writer)
        }
    }

    private func begin() {
        state.withLock { $0.stage = .working }
        queue.async {
            for _ in 0..<Self.rounds {
                let moved = self.connection.checkpoint()
                if self.state.withLock(\.logged) - moved <= self.portions.rest { break }
            }
            self.state.withLock { $0.stage = .nearlyDone }
        }
    }

    private func finish(by writer: OpaquePointer) {
        let moved = Connection.checkpoint(writer)
        state.withLock { state in
            state.stage = .idle
            // For a log that now begins anew this does not matter. One that a reader looks into goes
            // on, and it is tried again: soon, where the reader is of now.
            state.next = state.logged + (moved < state.logged ? portions.begin : portions.rest)
        }
    }

    /// A connection for nothing else.
    private final class Connection: @unchecked Sendable {
        private var handle: OpaquePointer?

        init(path: String) throws(NodeDatabaseError) {
            let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
            let code = sqlite3_open_v2(path, &handle, flags, nil)
            guard code == SQLITE_OK else {
                close()
                throw .sqlite(code: code, message: "\(path): it cannot be opened once more")
            }
            // The log is overwritten once it is in the database: that has to be on the disk.
            sqlite3_exec(handle, "PRAGMA synchronous = FULL", nil, nil, nil)
        }

        deinit { close() }

        func close() {
            sqlite3_close_v2(handle)
            handle = nil
        }

        /// Brings in what no reader still needs otherwise; how much of the log is in the database
        /// then, pages. What fails, such as for a full disk, is done the next time.
        func checkpoint() -> Int { handle.map(Self.checkpoint) ?? 0 }

        static func checkpoint(_ connection: OpaquePointer) -> Int {
            var (logged, moved): (Int32, Int32) = (0, 0)
            sqlite3_wal_checkpoint_v2(
                connection, nil, SQLITE_CHECKPOINT_PASSIVE, &logged, &moved)
            return max(0, Int(moved))
        }
    }
}
