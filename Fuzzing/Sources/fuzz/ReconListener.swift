import SetReconciliation

/// One side of a recon session with a small tree: performs what its state machine asks for and
/// keeps what it sends.
struct ReconListener<Session: ReconSession> {
    private var session: Session
    private var tree: PrefixTree<MemoryPrefixTreeStore>
    private var decoder = ReconFrameDecoder(phase: .session)
    /// What was sent, flushed or not.
    private(set) var sent: [UInt8] = []

    init(_ session: Session, tree: PrefixTree<MemoryPrefixTreeStore>) {
        self.session = session
        self.tree = tree
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
                actions = try session.loaded(tree.answer(for: prefix))[...]
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
    /// With a tree that several fuzzed sessions share.
    init(_ session: Session) { self.init(session, tree: ReconTrees.own) }
}
