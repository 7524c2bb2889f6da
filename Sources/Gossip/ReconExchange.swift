import SetReconciliation

/// Performs what a session's state machine asks for, as far as what has arrived goes: everything of
/// a session that is computed or read. Blocks, so it works on threads of its own (``ReconCore``).
struct ReconExchange: Sendable {
    /// A requester's output is written out when it has this much: its questions then travel while
    /// it looks for the next ones. A responder's waits for Flush, since Hockeypuck reads a reply
    /// that comes in two parts wrongly.
    static let requesterBatch = 16 * 1024

    private let connection: ReconConnection
    private let transcript: ReconTranscript
    private let isRequester: Bool
    private let answer: @Sendable (Prefix) throws -> PrefixTreeAnswer
    /// Bytes that may wait for a Flush.
    private let heldLimit: Int

    private(set) var session: any ReconSession
    private var decoder = ReconFrameDecoder(phase: .session)
    private var output: [UInt8] = []
    /// The polynomial that is being answered.
    private var poly: (prefix: Prefix, size: Int, missing: Int)?

    init(
        _ session: any ReconSession, isRequester: Bool, connection: ReconConnection,
        transcript: ReconTranscript, heldLimit: Int,
        answer: @escaping @Sendable (Prefix) throws -> PrefixTreeAnswer
    ) {
        self.session = session
        self.isRequester = isRequester
        self.connection = connection
        self.transcript = transcript
        self.heldLimit = heldLimit
        self.answer = answer
    }

    var isInsideFrame: Bool { decoder.isInsideFrame }

    /// Begins the session. True when it is over.
    mutating func start() throws -> Bool {
        try perform(session.start())
    }

    /// Hands in what was received, and all messages that are now whole. True when the session is
    /// over.
    ///
    /// - Throws: ``GossipError``, `ReconError`, or an error of the database.
    mutating func received(_ bytes: [UInt8]) throws -> Bool {
        decoder.append(bytes)
        while let message = try decoder.next() {
            transcript.received(message)
            if case .requestPoly(let prefix, let size, _) = message {
                poly = (prefix, size, session.missing.count)
            }
            if try perform(session.received(message)) { return true }
        }
        return false
    }

    private mutating func perform(_ actions: [ReconAction]) throws -> Bool {
        var actions = actions
        while true {
            var prefix: Prefix?
            for action in actions {
                switch action {
                case .load(let wanted): prefix = wanted
                case .send(let message): try send(message)
                case .flush: try flush()
                case .finished: return true
                }
            }
            guard let prefix else { return false }
            actions = try session.loaded(answer(prefix))
        }
    }

    private mutating func send(_ message: ReconMessage) throws {
        transcript.sent(message)
        if let poly {
            transcript.answered(
                poly.prefix, size: poly.size, by: message,
                remoteOnly: session.missing.count - poly.missing)
            self.poly = nil
        }
        message.encode(into: &output)
        if isRequester, output.count >= Self.requesterBatch { try flush() }
        guard output.count <= heldLimit else { throw GossipError.unread(bytes: output.count) }
    }

    private mutating func flush() throws {
        try connection.write(output)
        output.removeAll(keepingCapacity: true)
    }
}
