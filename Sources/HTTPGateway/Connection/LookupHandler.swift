import Logging
import NIOCore

/// Answers requests for a few keys on the event loop, from octets to octets: what nearly all clients
/// ask costs a fraction so of what it costs through the codecs and a task. Everything else goes to
/// those, who are not there before something does.
///
/// It takes a request only where nothing of another is under way, so that answers keep their order.
final class LookupHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: ConnectionHandler
    private let live: LiveSettings
    private let bounds: PlainRequest.Bounds
    private let letterhead: Letterhead
    private let logger: Logger
    /// Puts what reads and writes any HTTP behind this handler.
    private let openHTTP: () throws -> Void
    private var isOpen = false
    /// What has been given to the decoder ends with an empty line: where a request ends there, too,
    /// the decoder holds nothing of the next.
    private var decoderHasWholeLines = true
    /// What has come and is neither answered nor given on.
    private var octets = ByteBuffer()
    /// The node has been asked for what stands first there.
    private var isAsking = false
    /// An answer that is there at once is sent, and nothing more: what follows is taken up here.
    private var isTaking = false
    /// More is read when the answer is there.
    private var putsReadingOff = false
    private var isInputClosed = false
    private var isRemoved = false

    init(
        connection: ConnectionHandler, live: LiveSettings, letterhead: Letterhead, logger: Logger,
        openHTTP: @escaping () throws -> Void
    ) {
        self.connection = connection
        self.live = live
        bounds = PlainRequest.Bounds(live.current.configuration.limits)
        self.letterhead = letterhead
        self.logger = logger
        self.openHTTP = openHTTP
    }

    func handlerRemoved(context: ChannelHandlerContext) { isRemoved = true }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var more = unwrapInboundIn(data)
        if octets.readableBytes == 0 {
            octets = more
        } else {
            octets.writeBuffer(&more)
        }
        take(context)
    }

    private func take(_ context: ChannelHandlerContext) {
        isTaking = true
        defer { isTaking = false }
        while !isAsking, octets.readableBytes > 0 {
            guard let request = plainRequest() else { return giveOn(context) }
            connection.receivedRequest(request)
            isAsking = true
            live.current.gateway.answerAtOnce(request, log: RequestLog(logger)) { answer in
                self.answer(request, with: answer, context)
            }
        }
    }

    /// The request that begins with the next octet, if it can be answered here.
    private func plainRequest() -> PlainRequest? {
        let octets = octets
        guard decoderHasWholeLines, connection.isAtRest,
            let request = PlainRequest(octets.readableBytesUInt8Span, within: bounds),
            request.method != .post, connection.knowsClient(of: request)
        else { return nil }
        return request
    }

    /// - Parameter answer: nil when it takes longer.
    private func answer(
        _ request: PlainRequest, with answer: Answer?, _ context: ChannelHandlerContext
    ) {
        isAsking = false
        guard !isRemoved else { return }
        if let answer {
            octets.moveReaderIndex(forwardBy: request.octetCount)
            connection.send(answer, under: letterhead, through: context)
        } else {
            connection.withdrewRequest()
            giveOn(context)
        }
        guard !isTaking else { return }
        take(context)
        guard !isAsking else { return }
        context.fireChannelReadComplete()
        if isInputClosed {
            endInput(context)
        } else if putsReadingOff {
            putsReadingOff = false
            context.read()
        }
    }

    /// Gives what there is to the decoder.
    private func giveOn(_ context: ChannelHandlerContext) {
        let given = octets
        octets = ByteBuffer()
        guard isOpen || !connection.ignoresInput, open(context) else { return }
        decoderHasWholeLines = given.readableBytesView.suffix(4).elementsEqual("\r\n\r\n".utf8)
        context.fireChannelRead(wrapInboundOut(given))
    }

    /// False when the connection cannot go on.
    private func open(_ context: ChannelHandlerContext) -> Bool {
        guard !isOpen else { return true }
        isOpen = true
        do {
            try openHTTP()
            return true
        } catch {
            context.close(promise: nil)
            return false
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What the client is told of it is told by HTTP.
        guard open(context) else { return }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        isInputClosed = true
        if !isAsking { endInput(context) }
    }

    /// Says that nothing more comes, once what has come is answered or given on.
    private func endInput(_ context: ChannelHandlerContext) {
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        // Where there is HTTP, Hummingbird ends the conversation.
        if !isOpen { connection.end() }
    }

    // MARK: Outbound

    func read(context: ChannelHandlerContext) {
        if isAsking {
            putsReadingOff = true
        } else {
            context.read()
        }
    }
}
