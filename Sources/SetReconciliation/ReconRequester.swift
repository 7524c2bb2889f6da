/// The side that accepted the connection: walks its tree and asks.
///
/// (Both SKS and Hockeypuck call it the client.) Requests are sent ahead of the replies, which come
/// in the same order. The responder may hold replies back until a Flush, so one is sent when there
/// is nothing more to ask or the window is full, and its place among the requests is remembered.
package struct ReconRequester: ReconSession {
    private struct Request {
        let prefix: Prefix
        let isLeaf: Bool
    }

    private enum Outstanding {
        case request(Request)
        /// Everything before it was flushed by the responder when it is at the head.
        case flushMarker
    }

    private enum Load {
        case toAsk(Prefix)
        case toCompare
    }

    private let parameters: PrefixTreeParameters
    private let budget: ReconBudget
    private var unasked = Queue<Prefix>()
    private var outstanding = Queue<Outstanding>()
    private var outstandingRequestCount = 0
    private var isFlushing = false
    private var comparison: ElementComparison?
    private var load: Load?
    private var isStarted = false
    private var offeredCount = 0
    private var missingElements: MissingElements

    package private(set) var counters = ReconCounters()
    package private(set) var isFinished = false
    package var missing: Set<Element> { missingElements.elements }

    package init(parameters: PrefixTreeParameters = .sks, budget: ReconBudget = ReconBudget()) {
        self.parameters = parameters
        self.budget = budget
        missingElements = MissingElements(limit: budget.maximumMissing)
    }

    package mutating func start() -> [ReconAction] {
        precondition(!isStarted, "a session is started once")
        isStarted = true
        unasked.append(.root)
        return advance()
    }

    package mutating func loaded(_ answer: PrefixTreeAnswer) throws(ReconError) -> [ReconAction] {
        counters.loads += 1
        switch load.take() {
        case .toAsk(let prefix):
            precondition(answer.prefix == prefix, "an answer is for the prefix asked for")
            let action = ask(answer)
            return (action.map { [$0] } ?? []) + advance()
        case .toCompare:
            comparison?.absorb(answer)
            return advance()
        case nil:
            preconditionFailure("an answer is handed in after a load")
        }
    }

    package mutating func received(
        _ message: ReconMessage
    ) throws(ReconError) -> [ReconAction] {
        precondition(isStarted && load == nil, "a load is answered before the next message")
        counters.countReceived(message)
        if case .error(let text) = message { throw .peerReported(text) }
        guard let request = popRequest() else {
            throw .unexpectedMessage(message.type, expected: "nothing")
        }
        switch message {
        case .elements(let elements):
            missingElements.add(elements)
        case .fullElements(let elements):
            comparison = ElementComparison(
                prefix: request.prefix, remote: elements, bitquantum: parameters.bitquantum,
                localOnlyLimit: budget.maximumOffered - offeredCount,
                remoteOnlyLimit: missingElements.room)
        case .syncFail:
            // A leaf was asked for by its elements, which cannot fail.
            guard !request.isLeaf else {
                throw .unexpectedMessage(message.type, expected: "Elements")
            }
            enqueueChildren(of: request.prefix)
        default:
            throw .unexpectedMessage(message.type, expected: "a reply")
        }
        return advance()
    }

    // MARK: Replies

    private mutating func popRequest() -> Request? {
        while let head = outstanding.popFirst() {
            switch head {
            case .request(let request):
                outstandingRequestCount -= 1
                popMarkers()
                return request
            case .flushMarker:
                isFlushing = false
            }
        }
        return nil
    }

    private mutating func popMarkers() {
        while case .flushMarker = outstanding.first {
            _ = outstanding.popFirst()
            isFlushing = false
        }
    }

    private mutating func enqueueChildren(of prefix: Prefix) {
        for child in prefix.children(bitquantum: parameters.bitquantum) { unasked.append(child) }
    }

    // MARK: Requests

    /// The request for a node, or nil if only its children can be asked for.
    private mutating func ask(_ answer: PrefixTreeAnswer) -> ReconAction? {
        let message: ReconMessage
        if answer.isLeaf || answer.count < parameters.fullThreshold {
            guard let elements = answer.elements else {
                preconditionFailure("the elements of a leaf or small node are loaded")
            }
            message = .requestFull(
                prefix: answer.prefix, elements: elements.inWireOrder)
        } else if answer.count <= ReconLimits.size {
            message = .requestPoly(
                prefix: answer.prefix, size: answer.count, samples: answer.samples)
        } else {
            // The size field ends here for Hockeypuck; below, the sets are smaller.
            enqueueChildren(of: answer.prefix)
            return nil
        }
        outstanding.append(.request(Request(prefix: answer.prefix, isLeaf: answer.isLeaf)))
        outstandingRequestCount += 1
        return send(message)
    }

    private mutating func send(_ message: ReconMessage) -> ReconAction {
        counters.countSent(message)
        return .send(message)
    }

    private var requestCount: Int {
        counters.sent[.requestPoly, default: 0] + counters.sent[.requestFull, default: 0]
    }

    /// Does all that can be done without a further answer or message.
    private mutating func advance() -> [ReconAction] {
        var actions: [ReconAction] = []
        if comparison != nil {
            if let prefix = comparison?.nextPrefix() {
                load = .toCompare
                return [.load(prefix)]
            }
            if let offer = finishComparison() { actions.append(offer) }
        }
        if missingElements.isFull || requestCount >= budget.maximumMessages { unasked.removeAll() }
        if outstandingRequestCount < budget.maximumOutstandingRequests,
            let prefix = unasked.popFirst()
        {
            load = .toAsk(prefix)
            return actions + [.load(prefix)]
        }
        if outstanding.isEmpty {
            isFinished = true
            return actions + [send(.done), .flush, .finished]
        }
        if !isFlushing {
            isFlushing = true
            outstanding.append(.flushMarker)
            actions += [send(.flush), .flush]
        }
        return actions
    }

    /// Notes what the peer's complete list showed, and makes the unsolicited message that tells the
    /// peer our part of it, to which there is no reply.
    private mutating func finishComparison() -> ReconAction? {
        guard let finished = comparison.take() else { return nil }
        missingElements.add(finished.remoteOnly)
        offeredCount += finished.localOnly.count
        guard !finished.localOnly.isEmpty else { return nil }
        return send(.elements(finished.localOnly.inWireOrder))
    }
}
