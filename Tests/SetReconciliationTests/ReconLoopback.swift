import SetReconciliation

/// Runs a requester against a responder in memory, over the wire form of every message.
///
/// As strict as Hockeypuck: what one side sends is delivered only when it flushes.
struct ReconLoopback {
    /// One side: the state machine, its set, and what it sent and did not flush.
    struct Side<Session: ReconSession> {
        let name: String
        var session: Session
        let set: ElementSet
        var unflushed: [UInt8] = []
        var flushed: [UInt8] = []
        var decoder = ReconFrameDecoder(phase: .session)

        init(_ name: String, _ session: Session, elements: some Collection<Element>) throws {
            self.name = name
            self.session = session
            set = try ElementSet(elements)
        }

        mutating func perform(_ actions: [ReconAction], transcript: inout [String]) throws {
            var actions = actions[...]
            while let action = actions.popFirst() {
                switch action {
                case .load(let prefix):
                    guard actions.isEmpty else { throw LoopbackError.loadIsNotLast }
                    actions = try session.loaded(set.answer(for: prefix))[...]
                case .send(let message):
                    transcript.append("\(name) \(message)")
                    message.encode(into: &unflushed)
                case .flush:
                    flushed += unflushed
                    unflushed = []
                case .finished:
                    guard session.isFinished else { throw LoopbackError.finishedTooEarly }
                }
            }
        }

        mutating func receive(_ bytes: [UInt8], transcript: inout [String]) throws {
            decoder.append(bytes)
            while let message = try decoder.next() {
                try perform(session.received(message), transcript: &transcript)
            }
        }
    }

    enum LoopbackError: Error {
        case loadIsNotLast
        case finishedTooEarly
        case stalled([String])
    }

    var requester: Side<ReconRequester>
    var responder: Side<ReconResponder>
    var transcript: [String] = []
    /// Bytes written by both sides.
    var byteCount = 0
    /// Times that the requester waited for replies.
    var roundTrips = 0

    init(
        requesterElements: some Collection<Element>, responderElements: some Collection<Element>,
        requesterBudget: ReconBudget = ReconBudget(), responderBudget: ReconBudget = ReconBudget()
    ) throws {
        requester = try Side(
            "requester:", ReconRequester(budget: requesterBudget), elements: requesterElements)
        responder = try Side(
            "responder:", ReconResponder(budget: responderBudget, seed: 1),
            elements: responderElements)
    }

    mutating func run() throws {
        try responder.perform(responder.session.start(), transcript: &transcript)
        try requester.perform(requester.session.start(), transcript: &transcript)
        while !responder.session.isFinished {
            let requests = requester.flushed
            requester.flushed = []
            try responder.receive(requests, transcript: &transcript)
            let replies = responder.flushed
            responder.flushed = []
            byteCount += requests.count + replies.count
            roundTrips += 1
            if requests.isEmpty && replies.isEmpty { throw LoopbackError.stalled(transcript) }
            try requester.receive(replies, transcript: &transcript)
        }
    }
}
