import Listening
import NIOCore
import NodeService
import Telemetry

/// The connections of one listener that one loop serves, as long as they are ``PlainConnection``s.
/// For that loop's thread, hence it may be declared `Sendable`.
final class PlainConnections: LoopConnections, @unchecked Sendable {
    let loop: ReadinessLoop
    let gateway: GatewayChannel
    let conversations: Conversations
    /// What is received goes there first. Octets of many requests, and of most keys that are added.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    let adopt: (AdoptedConnection) -> Void
    let table = ConnectionTable()
    private let isEncrypted: Bool

    /// - Parameters:
    ///   - isEncrypted: whether clients speak TLS: then all is given to NIO at once.
    ///   - adopt: gives a connection to NIO.
    init(
        on loop: ReadinessLoop, of gateway: GatewayChannel, isEncrypted: Bool,
        _ conversations: Conversations, adopt: @escaping (AdoptedConnection) -> Void
    ) {
        self.loop = loop
        self.gateway = gateway
        self.isEncrypted = isEncrypted
        self.conversations = conversations
        self.adopt = adopt
    }

    deinit { buffer.deallocate() }

    func connection(_ descriptor: CInt, from peer: IPAddress?) -> (any LoopConnection)? {
        guard isEncrypted else { return PlainConnection(descriptor, from: peer, in: self) }
        adopt(AdoptedConnection(descriptor: descriptor, peer: peer))
        return nil
    }

    /// A place in the room that all connections share; nil when there is none to be had.
    func enter(_ connection: PlainConnection) -> ConnectionRoom.Place? {
        let (loop, refusals) = (loop, gateway.refusals)
        let place = gateway.room.enter {
            refusals.count(GatewayChannel.reasons.evicted)
            loop.post { connection.close() }
        }
        if place == nil { refusals.count(GatewayChannel.reasons.full) }
        return place
    }
}

/// A connection that is given to NIO.
struct AdoptedConnection: Sendable {
    let descriptor: CInt
    let peer: IPAddress?
    /// What has come and is not answered.
    var octets: [UInt8] = []
    /// Nil: it has just been accepted.
    var state: ConnectionState?
}
