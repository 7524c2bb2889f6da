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

    /// Whether it is known who sends it; else the client has to be told what is wrong.
    func knowsClient(of request: PlainRequest) -> Bool {
        !client.isProxy || (try? client.client(forwardedFor: request.forwardedFor)) != nil
    }

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
        let octets = ByteBuffer(answer, persistence, under: letterhead)
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

extension ByteBuffer {
    /// Room for the head of an answer. Octets.
    private static let head = 640

    /// A whole answer, which is completed, in HTTP/1.1.
    fileprivate init(
        _ answer: Answer, _ persistence: ConnectionState.Persistence?, under letterhead: Letterhead
    ) {
        self = ByteBufferAllocator().buffer(capacity: Self.head + answer.body.count)
        writeString("HTTP/1.1 \(answer.status.code) \(answer.status.reasonPhrase)\r\n")
        for field in answer.headers { write(field.name.rawName, field.value) }
        write("Date", letterhead.clock.text)
        write("Server", letterhead.serverName)
        if let persistence { write("Connection", persistence.text) }
        for (name, value) in Letterhead.sharing { write(name, value) }
        writeString("\r\n")
        writeBytes(answer.body)
    }

    /// A field. Its value is none that could end it: `HTTPFields` takes no others.
    private mutating func write(_ name: String, _ value: String) {
        writeString(name)
        writeString(": ")
        writeString(value)
        writeString("\r\n")
    }
}
