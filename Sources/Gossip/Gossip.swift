import Keyring
package import Logging
import NIOCore
import NIOPosix
package import Node
package import NodeService
import OpenPGP
import Replication
import ServiceLifecycle
import SetReconciliation
import Synchronization

/// A node's talk with its peers: recon sessions in both directions, and the fetching of what they
/// show to be missing. It decides nothing: when to dial is ``GossipSchedule``'s to say, what to
/// fetch ``RecoveryPlan``'s, what to say in a session the state machines' of `SetReconciliation`.
package final class Gossip: Service, Sendable {
    /// Work that the state asked for.
    enum Work: Sendable {
        case dial(PeerTenure)
        case fetch(Fetch, PeerTenure)
    }

    /// As it was at the start; which peers there are now is told by the state.
    let configuration: GossipConfiguration
    let node: Node
    let refusals: Refusals
    let logger: Logger
    let clock = MonotonicClock()
    let directory: PeerDirectory
    let unlistedLog: LimitedLog
    /// Threads for solving, and one for the system's resolver, which may block for half a minute.
    let solvers: NIOThreadPool
    private let resolver: NIOThreadPool
    let state: Mutex<GossipState>
    private let works: AsyncStream<Work>
    private let workContinuation: AsyncStream<Work>.Continuation
    private let listening: @Sendable (String) -> Void
    private let timer = Mutex<WakeTimer?>(nil)

    /// - Parameters:
    ///   - refusals: where what peers and strangers do wrong is counted.
    ///   - listening: called with the address, such as `127.0.0.1:11370`, when peers can connect.
    package init(
        configuration: GossipConfiguration, node: Node, refusals: Refusals, logger: Logger,
        listening: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.node = node
        self.refusals = refusals
        self.logger = logger
        self.listening = listening
        solvers = NIOThreadPool(numberOfThreads: configuration.limits.solverThreads)
        resolver = NIOThreadPool(numberOfThreads: 1)
        directory = PeerDirectory(
            peers: configuration.peers, pool: resolver,
            spacing: configuration.limits.resolutionSpacing)
        unlistedLog = LimitedLog(spacing: configuration.limits.refusalLogSpacing)
        state = Mutex(GossipState(configuration))
        (works, workContinuation) = AsyncStream.makeStream(of: Work.self)
    }

    /// Whether peers can connect and are dialled.
    package var isRunning: Bool { state.withLock { $0.isRunning } }

    /// Gossips until the task is cancelled or the service is stopped.
    ///
    /// - Throws: if it cannot listen.
    package func run() async throws {
        solvers.start()
        resolver.start()
        let outcome: Result<Void, any Error>
        do {
            try await cancelWhenGracefulShutdown { try await self.gossip() }
            outcome = .success(())
        } catch is CancellationError {
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        stopWaiting()
        try await solvers.shutdownGracefully()
        try await resolver.shutdownGracefully()
        try outcome.get()
    }

    private func gossip() async throws {
        let listener = try await listen()
        let hashquery = HashqueryClient(
            source: configuration.dialSource, limits: configuration.limits)
        let timer = WakeTimer(eventLoop: MultiThreadedEventLoopGroup.singleton.next()) {
            [weak self] in self?.tell(.woke)
        }
        self.timer.withLock { $0 = timer }
        let result: Result<Void, any Error>
        do {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await self.accept(on: listener) }
                for profile in Profile.allCases {
                    let changes = node.changes(of: profile)
                    group.addTask {
                        for await _ in changes {
                            let peers = self.peers.filter { $0.profile == profile }
                            self.tell(.changed(peers: Set(peers.map(\.name))))
                        }
                    }
                }
                state.withLock { $0.isRunning = true }
                tell(.started)
                for await work in works {
                    group.addTask { await self.perform(work, fetchingBy: hashquery) }
                }
                throw CancellationError()
            }
            result = .success(())
        } catch {
            // What sockets report when a stop closes them is no failure.
            result = Task.isCancelled ? .success(()) : .failure(error)
        }
        timer.set(to: nil, now: clock.now)
        try await hashquery.shutdown()
        try result.get()
    }

    private func listen() async throws -> Listener {
        let endpoint = configuration.listen
        let addresses = try await resolver.runIfActive {
            try HostResolution.addresses(of: endpoint)
        }
        guard let address = addresses.first else {
            throw GossipError.unresolved(host: endpoint.host, reason: "no address")
        }
        let listener = try await Listener.bind(
            to: address, refusals: refusals, logger: logger)
        let text = listener.address
        logger.info("recon listens on \(text)")
        listening(text)
        return listener
    }

    private func perform(_ work: Work, fetchingBy hashquery: HashqueryClient) async {
        switch work {
        case .dial(let tenure):
            _ = await tenure.run { await self.dial(tenure.peer) }
        case .fetch(let fetch, let tenure):
            let isDone = await tenure.run {
                await self.perform(fetch, from: tenure.peer, by: hashquery)
            }
            if !isDone { await ended(fetch, received: [], ending: .unavailable) }
        }
    }

    // MARK: The state and its orders

    /// Tells the schedule what happened, and sets everything going that is due now.
    func tell(_ event: GossipSchedule.Event) {
        let now = clock.now
        advance(at: now) { state in
            state.schedule.handle(event, at: now, using: &state.generator)
        }
    }

    /// Changes the state and performs what follows from it.
    func advance(
        at now: Instant, _ change: (inout GossipState) -> [GossipSchedule.Action] = { _ in [] }
    ) {
        let settled = state.withLock { state in
            for case .dial(let name) in change(&state) {
                if let tenure = state.tenure(of: name) { workContinuation.yield(.dial(tenure)) }
            }
            for fetch in state.plan.begin(at: now) {
                guard let tenure = state.tenure(of: fetch.peer) else {
                    preconditionFailure("what a peer offered is forgotten with it")
                }
                workContinuation.yield(.fetch(fetch, tenure))
            }
            timer.withLock { $0?.set(to: state.nextWake(after: now), now: now) }
            return state.takeSettled(at: now)
        }
        for continuation in settled { continuation.resume() }
    }

    /// Nobody waits for what will not happen any more.
    private func stopWaiting() {
        let (waiters, settling) = state.withLock { state in
            state.isRunning = false
            defer {
                state.waiters = [:]
                state.settling = [:]
            }
            return (state.waiters.values.flatMap { $0 }, state.settling.values.flatMap { $0 })
        }
        for waiter in waiters { waiter.resume(throwing: NodeServiceError.stopping) }
        for waiter in settling { waiter.resume() }
    }
}
