import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOHTTPTypesHTTP1
import NodeService

/// Hummingbird's HTTP/1 channel behind an ``Entrance``, with a place in a room of connections.
struct SocketChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let server: HTTP1Channel
        let http: HTTP1Channel.Value
        let peer: ConnectedPeer

        var channel: any Channel { http.channel }
    }

    let responder: HTTPChannelHandler.Responder
    let idleTimeout: IdleTimeout
    let entrance: any Entrance
    let room: ConnectionRoom
    let refusals: Refusals

    /// Commands use one connection each, a gateway process some tens. Together with the connections
    /// of a gateway in this process it is below the 1,024 files that a process may usually open.
    static let mostConnections = 384

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let server = HTTP1Channel(
            responder: responder,
            configuration: .init(idleTimeout: TimeAmount(idleTimeout.duration)))
        return server.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let peer = ConnectedPeer()
            let holder = try entrance.admit(channel, as: peer)
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            let place = PlaceHandler(
                channel, in: room, as: holder, refusals: refusals, full: entrance.reasons.full,
                evicted: entrance.reasons.evicted)
            if let place {
                try pipeline.addHandler(place, position: .before(codec))
            } else {
                channel.close(promise: nil)
            }
            return Value(server: server, http: value, peer: peer)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await ConnectedPeer.$current.withValue(value.peer) {
            await value.server.handle(value: value.http, logger: logger)
        }
    }
}
