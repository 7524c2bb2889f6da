import HummingbirdCore
import Logging
import NIOCore
import NodeService

/// Hummingbird's HTTP/1 channel with the caller, who is told by the system once for each
/// connection.
struct SocketChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let server: HTTP1Channel
        let http: HTTP1Channel.Value
        let caller: Caller

        var channel: any Channel { http.channel }
    }

    let responder: HTTPChannelHandler.Responder
    let idleTimeout: IdleTimeout
    let access: AccessRules
    let connections: ConnectionCounts
    let refusals: Refusals
    let identify: @Sendable (any Channel) -> PeerCredential?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let credential = identify(channel)
        let caller = Caller(
            credential: credential, roles: credential.map { access.roles(of: $0) } ?? [])
        let server = HTTP1Channel(
            responder: responder,
            configuration: .init(idleTimeout: TimeAmount(idleTimeout.duration)))
        return server.setup(channel: channel, logger: logger).map {
            Value(server: server, http: $0, caller: caller)
        }
    }

    func handle(value: Value, logger: Logger) async {
        let isAdmitted = connections.enter(value.caller)
        if !isAdmitted {
            refusals.count("socket.connections")
            value.channel.close(promise: nil)
        }
        await Caller.$current.withValue(value.caller) {
            await value.server.handle(value: value.http, logger: logger)
        }
        if isAdmitted { connections.leave(value.caller) }
    }
}
