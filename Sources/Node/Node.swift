package import Database
package import Keyring
package import NodeService
import Synchronization

/// One node: what gateways, commands and peers see of a database. It knows no protocol; the clock
/// and what stops the process are handed to it.
package final class Node: Sendable {
    /// The program's version.
    package static let version = "0.1.0"

    package let name: String
    /// Shared with everything that faces strangers.
    package let refusals: Refusals

    let database: NodeDatabase
    let intake: Intake
    let signals: [Profile: ChangeSignal]
    /// Fires after each commit that changed a key.
    let commits: ChangeSignal
    let started: Int
    let turns = OperatorTurns()
    private let writeProbe = WriteProbe()
    private let now: @Sendable () -> Int
    private let surroundings = Mutex(Surroundings())

    /// What is built around the node after it.
    private struct Surroundings {
        var gossip: (any Gossiping)?
        var stop: (@Sendable () -> Void)?
        var listeners: [String] = []
        var workers: @Sendable () -> [WorkerStatus] = { [] }
        var configuration: ConfigurationStatus?
    }

    /// Opens the node's database, and brings it to the rules and the policy in force if it is not:
    /// that can take as long as verifying all keys.
    ///
    /// - Parameters:
    ///   - folder: the database's folder; the journal of what is being taken in and the quarantine
    ///     are in it too.
    ///   - limits: what senders may cost.
    ///   - policy: which certifications by others are served.
    ///   - trap: a switch for tests.
    ///   - verifying: told of stored keys that are verified one by one, because an earlier process
    ///     died of one of them.
    ///   - now: the clock, Unix seconds.
    ///   - progress: told now and then how far the database has been brought.
    ///   - repaired: told of each prefix tree that had to be made again.
    package init(
        name: String, folder: String, refusals: Refusals = Refusals(),
        limits: IntakeLimits = IntakeLimits(), policy: ServingPolicy = .standard,
        trap: QuarantineTrap? = nil,
        verifying: VerificationJournal.Told = VerificationJournal.Told(),
        now: @escaping @Sendable () -> Int,
        progress: @escaping @Sendable (RederivationProgress) -> Void = { _ in },
        repaired: (TreeRepair) -> Void = { _ in }
    ) throws {
        let signals = Dictionary(
            uniqueKeysWithValues: Profile.allCases.map { ($0, ChangeSignal()) })
        self.name = name
        self.refusals = refusals
        self.signals = signals
        let commits = ChangeSignal()
        self.commits = commits
        self.now = now
        started = now()
        let quarantine = Quarantine(folder: "\(folder)/\(Quarantine.folderName)")
        let journal = VerificationJournal(data: folder)
        database = try NodeDatabase.open(
            in: folder, policy: policy,
            watch: journal.watch(quarantine, trap: trap, told: verifying), now: now,
            onChange: { changed in
                for profile in changed { signals[profile]?.fire() }
                commits.fire()
            },
            progress: progress, repaired: repaired)
        intake = try Intake(
            folder: folder, database: database, quarantine: quarantine, limits: limits, trap: trap,
            now: now)
    }

    /// Closes the database. No call may be under way.
    package func close() throws {
        intake.close()
        try database.close()
    }

    /// True when the database can be read and something can be taken in, as found out within the
    /// last seconds.
    package func isHealthy() async -> Bool {
        // No trial is needed then, and it would have to wait for the writer.
        if let commit = database.lastCommit, abs(time - commit) < WriteProbe.spacing { return true }
        return await writeProbe.outcome(at: time) {
            intake.canWrite() ? await database.isWritable() : false
        }
    }

    // MARK: What is built around it

    /// Lets `peers()` and `reconcile(with:)` be answered.
    package func attach(_ gossip: any Gossiping) {
        surroundings.withLock { $0.gossip = gossip }
    }

    /// What `shutdown()` calls.
    package func onShutdown(_ stop: @escaping @Sendable () -> Void) {
        surroundings.withLock { $0.stop = stop }
    }

    /// Adds a line to the status, such as `http 127.0.0.1:11371`.
    package func addListener(_ listener: String) {
        surroundings.withLock { $0.listeners.append(listener) }
    }

    /// What the status shows of the processes that are kept running beside this one.
    package func showWorkers(_ workers: @escaping @Sendable () -> [WorkerStatus]) {
        surroundings.withLock { $0.workers = workers }
    }

    /// What the status says of the configuration.
    package func show(_ configuration: ConfigurationStatus) {
        surroundings.withLock { $0.configuration = configuration }
    }

    /// From now on these bound what senders may cost; what they owe stays.
    package func take(_ limits: IntakeLimits) { intake.take(limits) }

    var gossip: (any Gossiping)? { surroundings.withLock { $0.gossip } }
    var stop: (@Sendable () -> Void)? { surroundings.withLock { $0.stop } }
    var listeners: [String] { surroundings.withLock { $0.listeners } }
    var workers: [WorkerStatus] { surroundings.withLock { $0.workers }() }
    var configuration: ConfigurationStatus? { surroundings.withLock { $0.configuration } }
    var time: Int { now() }
}
