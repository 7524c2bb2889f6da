import Keyring
import NIOCore
import NIOPosix
import Synchronization

/// How the event loops of a gateway process ask for keys: each over a connection of its own, made
/// when it first asks. Until that is there, and where it fails, they are told to ask otherwise
/// (``LookupLanes``), which also says what is wrong.
final class LoopLanes: Sendable {
    private enum Lane {
        case connecting
        case connected(NIOLoopBound<LoopLane>, any Channel)
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
        guard let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop,
            let lane = lane(of: eventLoop)
        else { return then(nil) }
        lane.ask(LookupFrames.question(query, limit: limit, octets: octets)) { frame in
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
        for case .connected(_, let channel) in lanes { channel.close(promise: nil) }
    }

    /// The lane of the event loop on which this is called; nil when none is ready.
    private func lane(of eventLoop: any EventLoop) -> LoopLane? {
        let name = ObjectIdentifier(eventLoop)
        let (lane, isNew) = state.withLock { state -> (NIOLoopBound<LoopLane>?, Bool) in
            switch state.lanes[name] {
            case .connected(let lane, _): return (lane, false)
            case .connecting: return (nil, false)
            case nil:
                guard !state.isClosed else { return (nil, false) }
                state.lanes[name] = .connecting
                return (nil, true)
            }
        }
        if isNew { connect(eventLoop) }
        guard let lane = lane?.value, lane.isOpen else { return nil }
        return lane
    }

    private func connect(_ eventLoop: any EventLoop) {
        let name = ObjectIdentifier(eventLoop)
        let lane = NIOLoopBound(LoopLane(), eventLoop: eventLoop)
        ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(lane.value)
                }
            }
            .connect(unixDomainSocketPath: path.text)
            .flatMap { channel -> EventLoopFuture<Void> in
                let isWanted = self.state.withLock { state in
                    if !state.isClosed { state.lanes[name] = .connected(lane, channel) }
                    return !state.isClosed
                }
                if !isWanted { channel.close(promise: nil) }
                return channel.closeFuture
            }
            .whenComplete { _ in
                eventLoop.scheduleTask(in: Self.pause) {
                    self.state.withLock { $0.lanes[name] = nil }
                }
            }
    }
}
