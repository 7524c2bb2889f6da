package import Logging
package import NodeService
import ServiceLifecycle

/// Listens on one address and serves each connection on loops, until graceful shutdown; what they
/// are given away to is NIO.
package struct LoopListener: Sendable {
    private let socket: ListeningSocket
    private let loops: ReadinessLoops
    private let groups: [any LoopConnections]
    private let channels: AdoptedChannels
    private let refusals: Refusals
    private let reasons: ListenerReasons
    private let logger: Logger

    /// - Parameters:
    ///   - groups: one for each loop.
    ///   - channels: where connections go that are given away.
    package init(
        _ socket: ListeningSocket, on loops: ReadinessLoops, _ groups: [any LoopConnections],
        givingAwayTo channels: AdoptedChannels, refusals: Refusals, reasons: ListenerReasons,
        logger: Logger
    ) {
        self.socket = socket
        self.loops = loops
        self.groups = groups
        self.channels = channels
        self.refusals = refusals
        self.reasons = reasons
        self.logger = logger
    }

    /// Returns when there are no connections any more; without a shutdown when the system has taken
    /// the listener away.
    ///
    /// - Parameters:
    ///   - onListening: called once clients can connect.
    ///   - onClosed: called once nobody is accepted any more.
    package func run(
        onListening: @Sendable () async -> Void, onClosed: @Sendable () -> Void = {}
    ) async {
        let (lost, loss) = AsyncStream.makeStream(of: Never.self)
        let doorways = groups.map { group in doorway(of: group) { loss.finish() } }
        for doorway in doorways { doorway.open() }
        await onListening()
        await withTaskCancellationOrGracefulShutdownHandler {
            for await _ in lost {}
        } onCancelOrGracefulShutdown: {
            loss.finish()
        }
        for doorway in doorways { await doorway.close() }
        onClosed()
        channels.quiesce()
        for group in groups { await group.quiesce() }
        await channels.waitForAll()
    }

    private func doorway(
        of group: any LoopConnections, onEnd: @escaping @Sendable () -> Void
    ) -> Doorway {
        Doorway(
            socket, on: group.loop, refusals: refusals, reasons: reasons, logger: logger,
            accepted: { [loops, groups] descriptor, peer in
                let loop = loops.fairShare(of: group.loop)
                (groups.first { $0.loop === loop } ?? group).serve(descriptor, from: peer)
            },
            onEnd: onEnd)
    }
}
