import SetReconciliation

/// One side of a recon session with a small set: performs what its state machine asks for and
/// keeps what it sends.
struct ReconListener<Session: ReconSession> {
    private var session: Session
    private let set: ElementSet
    private var decoder = ReconFrameDecoder(phase: .session)
    /// What was sent, flushed or not.
    private(set) var sent: [UInt8] = []

    init(_ session: Session, set: ElementSet) {
        self.session = session
        self.set = set
    }

    var isFinished: Bool { session.isFinished }
    var missing: Set<Element> { session.missing }

    mutating func start() throws { try perform(session.start()) }

    mutating func hear(_ octets: some Sequence<UInt8>) throws {
        decoder.append(octets)
        while !session.isFinished, let message = try decoder.next() {
            try perform(session.received(message))
        }
    }

    /// What was sent since the last call.
    mutating func takeSent() -> [UInt8] {
        defer { sent = [] }
        return sent
    }

    private mutating func perform(_ actions: [ReconAction]) throws {
        var actions = actions[...]
        while let action = actions.popFirst() {
            switch action {
            case .load(let prefix):
                require(actions.isEmpty, "a load is the last action")
                actions = try session.loaded(set.answer(for: prefix))[...]
            case .send(let message):
                message.encode(into: &sent)
            case .flush:
                break
            case .finished:
                require(session.isFinished && actions.isEmpty, "the end is the last action")
            }
        }
    }
}

extension ReconListener {
    /// With a set that several fuzzed sessions share.
    init(_ session: Session) { self.init(session, set: ReconTrees.own) }
}
