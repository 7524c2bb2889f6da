import HTTPTypes
import Listening
import NIOCore
import Telemetry

/// What a ``LookupHandler`` does on this connection: requests and answers that do not pass here.
extension ConnectionHandler {
    /// Whether a request that comes may be answered at once.
    var isAtRest: Bool { state.isAtRest && !hasAnsweredItself && !closesWhenFlushed }

    /// Whether nothing that comes is a request any more.
    var ignoresInput: Bool { state.ignoresInput }

    /// Whether it is known who sends it.
    func knowsClient(of request: PlainRequest) -> Bool { client.isKnown(by: request) }

    func receivedRequest(_ request: PlainRequest) {
        let now = NIODeadline.now()
        place.receivedRequest()
        state.receivedHead(
            isKeepAlive: request.isKeepAlive, isHTTP10: request.isHTTP10, now: now)
        state.receivedEnd(now: now)
    }

    /// The last request comes here after all.
    func withdrewRequest() {
        place.doneWithRequest()
        state.withdrewRequest()
    }

    /// Sends the answer to the request that was received, in one piece.
    func send(
        _ answer: Answer, under letterhead: Letterhead, through context: ChannelHandlerContext
    ) {
        let now = NIODeadline.now()
        let persistence = state.startedAnswer(closing: false, now: now)
        let octets = ByteBuffer(bytes: answer.octets(persistence, under: letterhead))
        metrics.sent.add(answer.body.count)
        state.finishedAnswer(now: now)
        let flushed = context.eventLoop.makePromise(of: Void.self)
        flushed.futureResult.assumeIsolated().whenComplete { result in
            self.place.doneWithRequest()
            self.flushed(failed: result.isFailure)
        }
        context.writeAndFlush(NIOAny(octets), promise: flushed)
        schedule()
    }

    /// Closes when what is being sent has been sent.
    func end() {
        guard let context else { return }
        close(context: context, mode: .output, promise: nil)
    }
}
