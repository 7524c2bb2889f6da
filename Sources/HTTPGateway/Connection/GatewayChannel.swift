import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOHTTPTypesHTTP1
import NIOSSL
import NodeService
import TransportSecurity

/// Hummingbird's HTTP/1 channel with a ``ConnectionHandler`` between its codecs; before them TLS,
/// where the listener speaks it, and before that a ``ProxyHeaderHandler`` where a trusted proxy has
/// connected.
struct GatewayChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let live: LiveSettings
    /// Which of the configured listeners it is.
    private let listener: Int
    private let room: ConnectionRoom
    private let refusals: Refusals
    private let metrics: GatewayMetrics

    init(
        responder: @escaping HTTPChannelHandler.Responder, live: LiveSettings, listener: Int,
        room: ConnectionRoom, refusals: Refusals, metrics: GatewayMetrics
    ) {
        let limits = live.current.configuration.limits
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                idleTimeout: nil,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.head, maxHeaderListSize: limits.head,
                    maxHeaderFieldCount: limits.headerFields)))
        self.live = live
        self.listener = listener
        self.room = room
        self.refusals = refusals
        self.metrics = metrics
    }

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<HTTP1Channel.Value> {
        let settings = live.current
        return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
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
            let client = ClientAddress(
                peer: peer, trusted: settings.configuration.trustedProxies)
            try pipeline.addHandler(
                ConnectionHandler(
                    durations: settings.durations, client: client,
                    largestBody: settings.largestBody, refusals: refusals, metrics: metrics),
                position: .before(codec))
            if let tls = settings.tls[listener] {
                try pipeline.addHandlers(
                    [
                        PlainRequestHandler { [refusals] in refusals.count("hkp.tls") },
                        NIOSSLServerHandler(context: tls.context),
                        TLSErrorHandler(refusals: refusals),
                    ], position: .first)
            }
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

extension LiveSettings.Settings {
    fileprivate var durations: ConnectionState.Durations {
        let limits = configuration.limits
        return ConnectionState.Durations(
            idle: TimeAmount(configuration.idleTimeout),
            request: TimeAmount(limits.requestDuration),
            answer: TimeAmount(limits.answerDuration),
            linger: TimeAmount(limits.lingerDuration),
            drain: TimeAmount(limits.drainDuration))
    }

    fileprivate var largestBody: Int {
        max(configuration.limits.form, configuration.limits.hashquery)
    }
}
