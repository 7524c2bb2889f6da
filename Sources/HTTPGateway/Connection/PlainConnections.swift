import Listening
import NIOCore
import NodeService
import Telemetry

/// The connections of one listener that one loop serves, as long as they are ``PlainConnection``s.
/// For that loop's thread, but where it says otherwise; hence it may be declared `Sendable`.
final class PlainConnections: @unchecked Sendable {
    let loop: ReadinessLoop
    let gateway: GatewayChannel
    let conversations: Conversations
    /// What is received goes there first. Octets of many requests, and of most keys that are added.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    let adopt: (AdoptedConnection) -> Void
    private var connections: [CInt: PlainConnection] = [:]
    /// When the deadlines of all are looked at next.
    private var nextSweep: NIODeadline?
    private var isQuiescing = false
    private var onEnd: (() -> Void)?

    /// How far beyond its deadline a connection may last.
    private static let tolerance = TimeAmount.milliseconds(20)

    init(
        on loop: ReadinessLoop, of gateway: GatewayChannel, _ conversations: Conversations,
        adopt: @escaping (AdoptedConnection) -> Void
    ) {
        self.loop = loop
        self.gateway = gateway
        self.conversations = conversations
        self.adopt = adopt
    }

    deinit { buffer.deallocate() }

    /// Serves a connection that has been accepted. From any thread.
    func serve(_ descriptor: CInt, from peer: IPAddress?) {
        if ReadinessLoop.current === loop { return begin(descriptor, from: peer) }
        loop.post { self.begin(descriptor, from: peer) }
    }

    private func begin(_ descriptor: CInt, from peer: IPAddress?) {
        let connection = PlainConnection(descriptor, from: peer, in: self)
        connections[descriptor] = connection
        guard connection.begin() else {
            connections[descriptor] = nil
            AcceptedSocket.close(descriptor)
            return
        }
        guard connections[descriptor] === connection else { return }
        if isQuiescing { connection.quiesce() }
        expect(connection.deadline)
    }

    /// A place in the room that all connections share; nil when there is none to be had.
    func enter(_ connection: PlainConnection) -> ConnectionRoom.Place? {
        let (loop, refusals) = (loop, gateway.refusals)
        let place = gateway.room.enter {
            refusals.count("hkp.idle")
            loop.post { connection.close() }
        }
        if place == nil { refusals.count("hkp.full") }
        return place
    }

    func remove(_ descriptor: CInt) {
        connections[descriptor] = nil
        endIfEmpty()
    }

    // MARK: Deadlines

    /// Looks at the deadlines of all when this one is reached, at the latest.
    func expect(_ deadline: NIODeadline?) {
        guard let deadline else { return }
        let time = deadline + Self.tolerance
        guard nextSweep.map({ time < $0 }) ?? true else { return }
        nextSweep = time
        loop.schedule(at: time) { self.sweep(expected: time) }
    }

    private func sweep(expected: NIODeadline) {
        // Another has been expected before it.
        guard nextSweep == expected else { return }
        nextSweep = nil
        let now = NIODeadline.now()
        for connection in connections.values where connection.deadline.map({ $0 <= now }) ?? false {
            connection.reachedDeadline()
        }
        expect(connections.values.lazy.compactMap(\.deadline).min())
    }

    // MARK: Ending

    /// Ends what is at rest, and lets what has been asked be answered. From any thread; returns when
    /// there are no connections here any more.
    func quiesce() async {
        await withCheckedContinuation { continuation in
            loop.post {
                self.isQuiescing = true
                self.onEnd = { continuation.resume() }
                for connection in Array(self.connections.values) { connection.quiesce() }
                self.endIfEmpty()
            }
        }
    }

    private func endIfEmpty() {
        guard connections.isEmpty, let onEnd else { return }
        self.onEnd = nil
        onEnd()
    }
}
