import SetReconciliation

/// Performs what a session's state machine asks for, until its end.
struct ReconDriver {
    /// A requester's output is written out when it has this much: its questions then travel while
    /// it looks for the next ones. A responder's waits for Flush, since Hockeypuck reads a reply
    /// that comes in two parts wrongly.
    static let requesterBatch = 16 * 1024

    let core: ReconCore
    let connection: ReconConnection
    let transcript: ReconTranscript
    let isRequester: Bool
    let answer: @Sendable (Prefix) async throws -> PrefixTreeAnswer
    /// Bytes that may wait for a Flush.
    let heldLimit: Int

    private var output: [UInt8] = []
    /// The polynomial that is being answered.
    private var poly: (prefix: Prefix, size: Int, missing: Int)?

    init(
        core: ReconCore, connection: ReconConnection, transcript: ReconTranscript,
        isRequester: Bool, heldLimit: Int,
        answer: @escaping @Sendable (Prefix) async throws -> PrefixTreeAnswer
    ) {
        self.core = core
        self.connection = connection
        self.transcript = transcript
        self.isRequester = isRequester
        self.heldLimit = heldLimit
        self.answer = answer
    }

    /// Runs to the regular end of the session.
    ///
    /// - Throws: ``GossipError``, `ReconError`, or an error of the socket or of the database.
    mutating func run(reading reader: inout ReconReader) async throws {
        var actions = core.start()
        while try await !perform(actions) {
            actions = try await next(reading: &reader)
        }
        try await connection.drained()
    }

    private mutating func next(reading reader: inout ReconReader) async throws -> [ReconAction] {
        while true {
            if let step = try await core.step() {
                transcript.received(step.message)
                if case .requestPoly(let prefix, let size, _) = step.message {
                    poly = (prefix, size, core.missingCount)
                }
                return step.actions
            }
            guard let bytes = try await reader.read() else {
                throw core.isInsideFrame
                    ? GossipError.closedInsideMessage : GossipError.closedInSession
            }
            core.append(bytes)
        }
    }

    /// True when the session is over.
    private mutating func perform(_ actions: [ReconAction]) async throws -> Bool {
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
            actions = try await core.loaded(try await answer(prefix))
        }
    }

    private mutating func send(_ message: ReconMessage) throws {
        transcript.sent(message)
        if let poly {
            transcript.answered(
                poly.prefix, size: poly.size, by: message,
                remoteOnly: core.missingCount - poly.missing)
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
