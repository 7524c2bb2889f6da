import NIOCore

/// What one connection is doing and until when it may: the decisions of ``ConnectionHandler``,
/// without the channel. A connection is kept while it makes progress and no longer.
struct ConnectionState {
    /// How long each thing may last.
    struct Durations {
        /// Waiting for a head, or without progress inside a request or an answer.
        let idle: TimeAmount
        /// From the head of a request to its end.
        let request: TimeAmount
        /// From the first to the last octet of an answer.
        let answer: TimeAmount
        /// Between our closing for writing and the client's closing.
        let linger: TimeAmount
        /// For what is in progress when the node stops.
        let drain: TimeAmount
    }

    /// What the client is sending.
    private enum Receiving {
        /// Nothing, or a head that is not complete.
        case head(since: NIODeadline)
        case body(since: NIODeadline, progress: NIODeadline)
    }

    /// What we are sending.
    private enum Sending {
        case nothing
        case answer(since: NIODeadline, progress: NIODeadline, last: Bool)
        /// The whole answer is handed to the channel, not all of it to the system.
        case flushing(since: NIODeadline, last: Bool)
        /// Closed for writing.
        case closed(NIODeadline)
    }

    /// A request whose answer is not finished.
    private struct Request {
        let isKeepAlive: Bool
        let isHTTP10: Bool
    }

    private let durations: Durations
    private var receiving: Receiving
    private var sending = Sending.nothing
    /// Oldest first. The last one may still be arriving.
    private var requests: [Request] = []
    private var quiescingSince: NIODeadline?
    /// Nothing more that arrives is a request: an answer with `Connection: close` is on its way.
    private(set) var ignoresInput = false
    private(set) var isInputClosed = false
    private(set) var requestsSeen = 0

    init(durations: Durations, now: NIODeadline) {
        self.durations = durations
        receiving = .head(since: now)
    }

    /// Whether a request has begun whose answer has not.
    var isAnswerDue: Bool {
        if case .nothing = sending { return !requests.isEmpty }
        return requests.count > 1
    }

    /// Whether what comes next is the beginning of a request, and nothing is under way: as long as
    /// nobody holds octets of which this does not know.
    var isAtRest: Bool {
        guard case .head = receiving, case .nothing = sending else { return false }
        return requests.isEmpty && !ignoresInput
    }

    /// Whether octets of an answer may still be on their way out.
    var isSending: Bool {
        switch sending {
        case .nothing, .closed: false
        case .answer, .flushing: true
        }
    }

    /// Whether the end of a request is awaited.
    var isReceivingBody: Bool {
        if case .body = receiving { return true }
        return false
    }

    // MARK: Receiving

    mutating func receivedHead(isKeepAlive: Bool, isHTTP10: Bool, now: NIODeadline) {
        requests.append(Request(isKeepAlive: isKeepAlive, isHTTP10: isHTTP10))
        requestsSeen += 1
        receiving = .body(since: now, progress: now)
    }

    mutating func receivedBody(now: NIODeadline) {
        if case .body(let since, _) = receiving { receiving = .body(since: since, progress: now) }
    }

    mutating func receivedEnd(now: NIODeadline) {
        receiving = .head(since: now)
    }

    /// The last request was received twice.
    mutating func withdrewRequest() {
        requests.removeLast()
        requestsSeen -= 1
    }

    mutating func inputClosed() {
        isInputClosed = true
    }

    // MARK: Sending

    /// What the `Connection` field of the answer that begins has to say; nil: nothing.
    enum Persistence: Equatable {
        case close, keepAlive

        var text: String {
            switch self {
            case .close: "close"
            case .keepAlive: "keep-alive"
            }
        }
    }

    /// `closing`: the answer wants the connection closed whatever the client wants.
    mutating func startedAnswer(closing: Bool, now: NIODeadline) -> Persistence? {
        let request = requests.first
        // An answer that does not wait for the end of its request would have to read it all.
        let isPremature = isReceivingBody && requests.count <= 1
        let last =
            closing || isPremature || isInputClosed || quiescingSince != nil
            || request.map { !$0.isKeepAlive } ?? true
        sending = .answer(since: now, progress: now, last: last)
        if last {
            ignoresInput = true
            return .close
        }
        return request.map(\.isHTTP10) == true ? .keepAlive : nil
    }

    mutating func wroteBody(now: NIODeadline) {
        if case .answer(let since, _, let last) = sending {
            sending = .answer(since: since, progress: now, last: last)
        }
    }

    mutating func finishedAnswer(now: NIODeadline) {
        if !requests.isEmpty { requests.removeFirst() }
        if case .answer(_, _, let last) = sending { sending = .flushing(since: now, last: last) }
    }

    /// The system has all octets of the answer. True when the connection is to be closed for
    /// writing now.
    mutating func flushed(now: NIODeadline) -> Bool {
        guard case .flushing(_, let last) = sending else { return false }
        sending = .nothing
        switch receiving {
        case .head: receiving = .head(since: now)
        case .body(let since, _): receiving = .body(since: since, progress: now)
        }
        return last
    }

    mutating func closedOutput(now: NIODeadline) {
        sending = .closed(now)
        ignoresInput = true
    }

    // MARK: Ending

    /// The node stops. True when nothing holds this connection: it can be closed now.
    mutating func quiesce(now: NIODeadline) -> Bool {
        if quiescingSince == nil { quiescingSince = now }
        switch sending {
        case .answer, .flushing: return false
        case .closed: return true
        // Whoever has just connected is about to ask: its request is the last here.
        case .nothing where requestsSeen == 0 && !ignoresInput && !isInputClosed: return false
        case .nothing: return requests.isEmpty
        }
    }

    /// When the connection has to be closed if nothing happens until then; nil while the node works
    /// on an answer.
    var deadline: NIODeadline? {
        guard let quiescingSince else { return deadlineOfWork }
        let drained =
            quiescingSince + (requestsSeen == 0 ? durations.linger : durations.drain)
        return deadlineOfWork.map { min($0, drained) } ?? drained
    }

    private var deadlineOfWork: NIODeadline? {
        switch sending {
        case .answer(let since, let progress, _):
            return min(since + durations.answer, progress + durations.idle)
        case .flushing(let since, _): return since + durations.idle
        case .closed(let since): return since + durations.linger
        case .nothing: break
        }
        switch receiving {
        case .head(let since): return requests.isEmpty ? since + durations.idle : nil
        case .body(let since, let progress):
            guard requests.count <= 1 else { return nil }
            return min(since + durations.request, progress + durations.idle)
        }
    }
}
