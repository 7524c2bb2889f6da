import Listening
import NIOCore
import NIOHTTP1
import NodeService
import Telemetry

/// Sits between the HTTP/1 decoder and Hummingbird on each connection and owns its lifetime:
/// deadlines, keep-alive by the client's HTTP version, `100 Continue`, who the client is, the
/// answer to what is not HTTP, and closing so that the last answer arrives. Hummingbird knows
/// neither versions nor a limit for the whole of a request.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    var state: ConnectionState
    private(set) var client: ClientAddress
    let place: PlaceHandler
    private let largestBody: Int
    private let refusals: Refusals
    let metrics: GatewayMetrics
    /// There while it is in the pipeline.
    private(set) var context: ChannelHandlerContext?
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
    /// Hummingbird asked for closing while an answer was on its way.
    private(set) var closesWhenFlushed = false
    /// What Hummingbird still writes comes too late.
    private(set) var hasAnsweredItself = false

    /// - Parameter state: what has been done on the connection before.
    init(
        state: ConnectionState, client: ClientAddress, place: PlaceHandler, largestBody: Int,
        refusals: Refusals, metrics: GatewayMetrics
    ) {
        self.state = state
        self.client = client
        self.place = place
        self.largestBody = largestBody
        self.refusals = refusals
        self.metrics = metrics
    }

    func handlerAdded(context: ChannelHandlerContext) {
        metrics.connections.rise()
        self.context = context
        schedule()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        metrics.connections.fall()
        timer?.task.cancel()
        timer = nil
        self.context = nil
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !state.ignoresInput else { return }
        let part = unwrapInboundIn(data)
        switch part {
        case .head(var head):
            let version = head.version
            state.receivedHead(
                isKeepAlive: head.isKeepAlive, isHTTP10: version.major == 1 && version.minor == 0,
                now: .now())
            continueIfAsked(context, head: head)
            // Hummingbird would close on its own accord, and only for this exact spelling.
            head.headers.remove(name: "Connection")
            head.name(client)
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let buffer):
            metrics.received.add(buffer.readableBytes)
            state.receivedBody(now: .now())
            context.fireChannelRead(data)
        case .end:
            state.receivedEnd(now: .now())
            context.fireChannelRead(data)
        }
        schedule()
    }

    /// RFC 9110 §10.1.1. A body that is too large gets its refusal at once instead.
    private func continueIfAsked(_ context: ChannelHandlerContext, head: HTTPRequestHead) {
        let expected = head.headers[canonicalForm: "Expect"].contains {
            $0.lowercased() == "100-continue"
        }
        let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard expected, head.version.minor > 0, !state.isSending, length <= largestBody else {
            return
        }
        let answer = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? ProxyHeaderError {
            // Nothing else has arrived on this connection, and nothing more will be read.
            refusals.count("hkp.proxy")
            refuse(
                context, status: .badRequest,
                text: "The PROXY header of this connection cannot be read: \(error).\n")
            return
        }
        guard let error = error as? HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        if !state.ignoresInput { refusals.count("hkp.malformed") }
        let isOurs =
            state.isReceivingBody ? !state.isSending : !state.isAnswerDue && !state.isSending
        // First, since the answer may end the connection: whoever reads this request's body must not
        // take what came for the whole of it.
        context.fireErrorCaught(error)
        if isOurs, !state.ignoresInput, !state.isInputClosed {
            refuse(
                context, status: .badRequest,
                text: "This is not an HTTP request that can be read: \(Self.text(of: error)).\n")
        }
    }

    private static func text(of error: HTTPParserError) -> String {
        switch error {
        case .headerOverflow: "its head is too large"
        case .invalidVersion: "its HTTP version is not 1.0 or 1.1"
        case .invalidMethod: "its method is unknown"
        case .invalidContentLength, .unexpectedContentLength: "its Content-Length makes no sense"
        case .invalidChunkSize: "its chunks make no sense"
        case .invalidHeaderToken: "a header field is malformed"
        default: "its syntax is wrong"
        }
    }

    /// Answers in Hummingbird's place and closes.
    private func refuse(
        _ context: ChannelHandlerContext, status: HTTPResponseStatus, text: String
    ) {
        var head = HTTPResponseHead(version: .http1_1, status: status)
        head.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        head.headers.add(name: "Content-Length", value: String(text.utf8.count))
        head.headers.add(name: "Connection", value: "close")
        let body = context.channel.allocator.buffer(string: text)
        send(context, .head(head), promise: nil)
        send(context, .body(.byteBuffer(body)), promise: nil)
        send(context, .end(nil), promise: nil)
        hasAnsweredItself = true
        context.flush()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ProxiedConnection:
            client.named(event.source)
        case is ChannelShouldQuiesceEvent:
            // Not passed on: Hummingbird would close with octets of the answer still unsent.
            if state.quiesce(now: .now()) {
                context.close(promise: nil)
            } else {
                schedule()
            }
        case ChannelEvent.inputClosed:
            state.inputClosed()
            context.fireUserInboundEventTriggered(event)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Outbound

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        guard !hasAnsweredItself else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        send(context, unwrapOutboundIn(data), promise: promise)
    }

    private func send(
        _ context: ChannelHandlerContext, _ part: HTTPServerResponsePart,
        promise: EventLoopPromise<Void>?
    ) {
        switch part {
        case .head(var head):
            let asked = head.headers[canonicalForm: "Connection"].contains("close")
            let persistence = state.startedAnswer(closing: asked, now: .now())
            if let persistence {
                head.headers.replaceOrAdd(name: "Connection", value: persistence.text)
            }
            for (name, value) in Letterhead.sharing {
                head.headers.replaceOrAdd(name: name, value: value)
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let data):
            if case .byteBuffer(let buffer) = data { metrics.sent.add(buffer.readableBytes) }
            state.wroteBody(now: .now())
            context.write(wrapOutboundOut(part), promise: promise)
        case .end:
            state.finishedAnswer(now: .now())
            let flushed = promise ?? context.eventLoop.makePromise()
            flushed.futureResult.assumeIsolated().whenComplete { result in
                self.flushed(failed: result.isFailure)
            }
            context.write(wrapOutboundOut(part), promise: flushed)
        }
        schedule()
    }

    /// The system has the whole of an answer, or will never have it.
    func flushed(failed: Bool) {
        guard !failed, let context else { return }
        let closes = state.flushed(now: .now())
        if closes || closesWhenFlushed {
            closeOutput(context, promise: nil)
        }
        schedule()
    }

    func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        guard mode == .output else {
            context.close(mode: mode, promise: promise)
            return
        }
        if state.isSending {
            closesWhenFlushed = true
            promise?.succeed(())
        } else {
            closeOutput(context, promise: promise)
        }
    }

    private func closeOutput(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        if state.isInputClosed {
            context.close(mode: .all, promise: promise)
        } else {
            state.closedOutput(now: .now())
            context.close(mode: .output, promise: promise)
            schedule()
        }
    }

    // MARK: Deadlines

    /// Sees to it that a timer runs at the deadline or before. One that runs early sets the next.
    func schedule() {
        guard let context, let deadline = state.deadline else { return }
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.reachedDeadline(context)
        }
        timer = (deadline, task)
    }

    private func reachedDeadline(_ context: ChannelHandlerContext) {
        guard let deadline = state.deadline else { return }
        guard deadline <= .now() else {
            schedule()
            return
        }
        if state.isReceivingBody, !state.isSending, !state.ignoresInput {
            refusals.count("hkp.slow")
            context.fireErrorCaught(HTTPParserError.invalidEOFState)
            refuse(
                context, status: .requestTimeout,
                text: "The request did not arrive in time.\n")
            return
        }
        if state.isSending || (state.requestsSeen == 0 && !state.ignoresInput) {
            refusals.count("hkp.slow")
        }
        context.close(promise: nil)
    }
}

extension Result {
    var isFailure: Bool {
        if case .failure = self { return true }
        return false
    }
}
