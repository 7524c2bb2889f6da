import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOHTTPTypesHTTP1
import NodeService

/// Hummingbird's HTTP/1 channel with a ``ConnectionHandler`` between its codecs, and a
/// ``ProxyHeaderHandler`` before them where a trusted proxy has connected.
struct GatewayChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let durations: ConnectionState.Durations
    private let trustedProxies: [AddressRange]
    private let largestBody: Int
    private let room: ConnectionRoom
    private let refusals: Refusals

    init(
        responder: @escaping HTTPChannelHandler.Responder,
        configuration: HTTPGatewayConfiguration, room: ConnectionRoom, refusals: Refusals
    ) {
        let limits = configuration.limits
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                idleTimeout: nil,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.head, maxHeaderListSize: limits.head,
                    maxHeaderFieldCount: limits.headerFields)))
        durations = ConnectionState.Durations(
            idle: TimeAmount(configuration.idleTimeout),
            request: TimeAmount(limits.requestDuration),
            answer: TimeAmount(limits.answerDuration),
            linger: TimeAmount(limits.lingerDuration),
            drain: TimeAmount(limits.drainDuration))
        trustedProxies = configuration.trustedProxies
        largestBody = max(limits.form, limits.hashquery)
        self.room = room
        self.refusals = refusals
    }

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            let peer = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            let place = PlaceHandler(
                channel, in: room, refusals: refusals, full: "hkp.full", evicted: "hkp.idle")
            guard let place else {
                channel.close(promise: nil)
                return value
            }
            try pipeline.addHandler(place, position: .before(codec))
            let client = ClientAddress(peer: peer, trusted: trustedProxies)
            try pipeline.addHandler(
                ConnectionHandler(
                    durations: durations, client: client, largestBody: largestBody,
                    refusals: refusals),
                position: .before(codec))
            if client.isProxy {
                try pipeline.addHandler(ProxyHeaderHandler(), position: .first)
            }
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
