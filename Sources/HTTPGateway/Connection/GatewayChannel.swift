import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOSSL
import NodeService
import TransportSecurity

/// A connection of clients in NIO: a ``LookupHandler`` and a ``ConnectionHandler``; before them TLS,
/// where the listener speaks it, and before that a ``ProxyHeaderHandler`` where a trusted proxy has
/// connected. Between them and behind them Hummingbird's HTTP/1, once something is asked for that is
/// no lookup of a few keys. Without TLS it has been a ``PlainConnection`` before. A class: all
/// connections of a listener are handed one.
final class GatewayChannel: Sendable {
    /// Hands requests to a task and takes answers from it.
    typealias Conversation = HTTP1Channel.Value

    let letterhead: Letterhead
    let live: LiveSettings
    /// Which of the configured listeners it is.
    let listener: Int
    let room: ConnectionRoom
    let refusals: Refusals
    let metrics: GatewayMetrics
    let logger: Logger

    init(
        letterhead: Letterhead, live: LiveSettings, listener: Int, room: ConnectionRoom,
        refusals: Refusals, metrics: GatewayMetrics, logger: Logger
    ) {
        self.letterhead = letterhead
        self.live = live
        self.listener = listener
        self.room = room
        self.refusals = refusals
        self.metrics = metrics
        self.logger = logger
    }

    static let reasons = ListenerReasons(
        full: "hkp.full", evicted: "hkp.idle", aborted: "hkp.aborted", resources: "hkp.resources")

    /// - Parameter onConversation: called when the connection needs a task.
    func setUp(
        _ channel: any Channel, for adopted: AdoptedConnection,
        onConversation: @escaping @Sendable (Conversation) -> Void
    ) throws {
        let settings = live.current
        let pipeline = channel.pipeline.syncOperations
        let client = ClientAddress(
            peer: adopted.peer, trusted: settings.configuration.trustedProxies)
        let state =
            adopted.state ?? ConnectionState(durations: settings.durations, now: .now())
        let place = PlaceHandler(
            channel, in: room, refusals: refusals, full: Self.reasons.full,
            evicted: Self.reasons.evicted)
        guard let place else {
            channel.close(promise: nil)
            return
        }
        if client.isProxy, state.requestsSeen == 0 { try pipeline.addHandler(ProxyHeaderHandler()) }
        if let tls = settings.tls[listener] {
            try pipeline.addHandlers([
                PlainRequestHandler { [refusals] in refusals.count("hkp.tls") },
                NIOSSLServerHandler(context: tls.context),
                TLSErrorHandler(refusals: refusals),
            ])
        }
        let connection = ConnectionHandler(
            state: state, client: client, place: place, largestBody: settings.largestBody,
            refusals: refusals, metrics: metrics)
        let lookups = LookupHandler(
            connection: connection, live: live, letterhead: letterhead, logger: logger
        ) {
            let conversation = try self.openHTTP(
                on: channel, before: place, limits: settings.configuration.limits)
            onConversation(conversation)
        }
        try pipeline.addHandlers([lookups, place, connection])
    }

    /// As ``HummingbirdCore/HTTP1Channel`` does it, around the handlers that are there.
    private func openHTTP(
        on channel: any Channel, before place: PlaceHandler, limits: HTTPLimits
    ) throws -> Conversation {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.head
        decoding.maxHeaderListSize = limits.head
        decoding.maxHeaderFieldCount = limits.headerFields
        let pipeline = channel.pipeline.syncOperations
        // Requests wait for each other in the conversation.
        try pipeline.configureHTTPServerPipeline(
            position: .before(place), withPipeliningAssistance: false, withErrorHandling: false,
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    /// As ``Gateway/answerAtOnce(_:log:then:)``.
    func answerAtOnce(_ request: PlainRequest, then: @escaping (Answer?) -> Void) {
        live.current.gateway.answerAtOnce(request, log: RequestLog(logger), then: then)
    }

    /// As ``Gateway/taker(of:from:log:)``.
    func taker(
        of request: PlainRequest, from client: String
    ) -> (@Sendable ([UInt8]) async -> Answer)? {
        live.current.gateway.taker(of: request, from: client, log: RequestLog(logger))
    }

    /// Answers the requests of a conversation until the connection ends.
    func hold(_ conversation: Conversation) async {
        await HTTP1Channel(responder: live.responder(letterhead: letterhead, logger: logger))
            .handle(value: conversation, logger: logger)
    }
}

extension LiveSettings.Settings {
    var durations: ConnectionState.Durations {
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
