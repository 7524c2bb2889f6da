import Keyring
import Listening
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How the loops of a gateway process, ours and NIO's, ask for keys: each over a connection of its
/// own, made when it first asks. Until that is there, and where it fails, they are told to ask
/// otherwise (``LookupLanes``), which also says what is wrong.
final class LoopLanes: Sendable {
    private enum Lane {
        case connecting
        case ofChannel(NIOLoopBound<ChannelLane>, any Channel)
        case ofLoop(ReadinessLane, ReadinessLoop)

        var value: (any LoopLane)? {
            switch self {
            case .connecting: nil
            case .ofChannel(let lane, _): lane.value
            case .ofLoop(let lane, _): lane
            }
        }
    }

    private struct State {
        var lanes: [ObjectIdentifier: Lane] = [:]
        var isClosed = false
    }

    /// After a connection could not be made, or broke, before another is tried.
    private static let pause = TimeAmount.seconds(1)

    private let path: SocketPath
    private let state = Mutex(State())

    init(path: SocketPath) { self.path = path }

    /// As ``NodeService/NodeService/lookupAtOnce(_:limit:octets:then:)``.
    func lookup(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void
    ) {
        guard let lane = laneOfCurrentLoop(), lane.isOpen else { return then(nil) }
        let question = LookupQuestion(
            query: query, limit: limit, octets: octets, needsDigests: false)
        lane.ask(question.frame) { frame in
            guard let frame else { return then(nil) }
            do {
                then(try LookupFrames.readAnswer(frame).map { .success($0) })
            } catch {
                then(.failure(error))
            }
        }
    }

    func close() {
        let lanes = state.withLock { state in
            state.isClosed = true
            return Array(state.lanes.values)
        }
        for lane in lanes {
            switch lane {
            case .connecting: break
            case .ofChannel(_, let channel): channel.close(promise: nil)
            case .ofLoop(let lane, let loop): loop.post { lane.end() }
            }
        }
    }

    /// Nil when none is ready.
    private func laneOfCurrentLoop() -> (any LoopLane)? {
        if let loop = ReadinessLoop.current {
            return lane(of: ObjectIdentifier(loop)) { connect(loop) }
        }
        guard let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop else { return nil }
        return lane(of: ObjectIdentifier(eventLoop)) { connect(eventLoop) }
    }

    /// - Parameter connect: called when there is none yet.
    private func lane(of loop: ObjectIdentifier, connect: () -> Void) -> (any LoopLane)? {
        let lane = state.withLock { state -> Lane? in
            if let lane = state.lanes[loop] { return lane }
            // Nobody is to try.
            if state.isClosed { return .connecting }
            state.lanes[loop] = .connecting
            return nil
        }
        if lane == nil { connect() }
        return lane?.value
    }

    /// False when none is wanted any more.
    private func enter(_ lane: Lane, of loop: ObjectIdentifier) -> Bool {
        state.withLock { state in
            if !state.isClosed { state.lanes[loop] = lane }
            return !state.isClosed
        }
    }

    private func remove(_ loop: ObjectIdentifier) {
        state.withLock { $0.lanes[loop] = nil }
    }

    private func connect(_ loop: ReadinessLoop) {
        let name = ObjectIdentifier(loop)
        let onEnd = { loop.schedule(at: .now() + Self.pause) { self.remove(name) } }
        let (descriptor, error) = path.connectNow()
        guard error == 0 else { return onEnd() }
        let lane = ReadinessLane(owning: descriptor, on: loop, onEnd: onEnd)
        lane.begin()
        if !enter(.ofLoop(lane, loop), of: name) { lane.end() }
    }

    private func connect(_ eventLoop: any EventLoop) {
        let name = ObjectIdentifier(eventLoop)
        let lane = NIOLoopBound(ChannelLane(), eventLoop: eventLoop)
        ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(lane.value)
                }
            }
            .connect(unixDomainSocketPath: path.text)
            .flatMap { channel -> EventLoopFuture<Void> in
                if !self.enter(.ofChannel(lane, channel), of: name) { channel.close(promise: nil) }
                return channel.closeFuture
            }
            .whenComplete { _ in
                eventLoop.scheduleTask(in: Self.pause) { self.remove(name) }
            }
    }
}
