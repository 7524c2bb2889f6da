/// The side that dialled: solves and answers, in the order of the questions.
///
/// (Both SKS and Hockeypuck call it the server.) `loaded` may take milliseconds of computing.
package struct ReconResponder: ReconSession {
    private enum Load {
        case toSolve(prefix: Prefix, size: Int, samples: Samples)
        case toCompare
    }

    private let parameters: PrefixTreeParameters
    private let budget: ReconBudget
    private var generator: SplitMix64
    private var comparison: ElementComparison?
    private var load: Load?
    private var isStarted = false
    private var offeredCount = 0
    private var messageCount = 0
    private var missingElements: MissingElements

    package private(set) var counters = ReconCounters()
    package private(set) var isFinished = false
    package var missing: Set<Element> { missingElements.elements }

    /// - Parameter seed: a random number, for the search for roots.
    package init(
        parameters: PrefixTreeParameters = .sks, budget: ReconBudget = ReconBudget(), seed: UInt64
    ) {
        self.parameters = parameters
        self.budget = budget
        generator = SplitMix64(seed: seed)
        missingElements = MissingElements(limit: budget.maximumMissing)
    }

    /// The responder waits to be asked.
    package mutating func start() -> [ReconAction] {
        precondition(!isStarted, "a session is started once")
        isStarted = true
        return []
    }

    package mutating func received(
        _ message: ReconMessage
    ) throws(ReconError) -> [ReconAction] {
        precondition(isStarted && load == nil, "a load is answered before the next message")
        counters.countReceived(message)
        if case .error(let text) = message { throw .peerReported(text) }
        guard !isFinished else { throw .unexpectedMessage(message.type, expected: "nothing") }
        messageCount += 1
        guard messageCount <= budget.maximumMessages else {
            throw .budgetExceeded(what: "messages", limit: budget.maximumMessages)
        }
        switch message {
        case .requestPoly(let prefix, let size, let samples):
            load = .toSolve(prefix: prefix, size: size, samples: samples)
            return [.load(prefix)]
        case .requestFull(let prefix, let elements):
            comparison = ElementComparison(
                prefix: prefix, remote: elements, bitquantum: parameters.bitquantum,
                localOnlyLimit: budget.maximumOffered - offeredCount,
                remoteOnlyLimit: missingElements.room)
            return advanceComparison()
        case .elements(let elements):
            missingElements.add(elements)
            return []
        case .flush:
            return [.flush]
        case .done:
            isFinished = true
            return [.finished]
        default:
            throw .unexpectedMessage(message.type, expected: "a request")
        }
    }

    package mutating func loaded(_ answer: PrefixTreeAnswer) throws(ReconError) -> [ReconAction] {
        counters.loads += 1
        switch load.take() {
        case .toSolve(let prefix, let size, let samples):
            precondition(answer.prefix == prefix, "an answer is for the prefix asked for")
            return [try solve(remoteCount: size, remote: samples, answer: answer)]
        case .toCompare:
            comparison?.absorb(answer)
            return advanceComparison()
        case nil:
            preconditionFailure("an answer is handed in after a load")
        }
    }

    private mutating func reply(_ message: ReconMessage) -> ReconAction {
        counters.countSent(message)
        return .send(message)
    }

    // MARK: Full

    private mutating func advanceComparison() -> [ReconAction] {
        if let prefix = comparison?.nextPrefix() {
            load = .toCompare
            return [.load(prefix)]
        }
        guard let finished = comparison.take() else { return [] }
        missingElements.add(finished.remoteOnly)
        offeredCount += finished.localOnly.count
        return [reply(.elements(finished.localOnly.inWireOrder))]
    }

    // MARK: Poly

    private mutating func solve(
        remoteCount: Int, remote: Samples, answer: PrefixTreeAnswer
    ) throws(ReconError) -> ReconAction {
        guard counters.polysSolved + counters.polysUnsolved < budget.maximumSolves else {
            throw .budgetExceeded(what: "polynomials", limit: budget.maximumSolves)
        }
        switch difference(remoteCount: remoteCount, remote: remote, answer: answer) {
        case .solved(let remoteOnly, let localOnly):
            counters.polysSolved += 1
            missingElements.add(remoteOnly)
            return reply(.elements(localOnly.inWireOrder))
        case .unsolved:
            counters.polysUnsolved += 1
            guard answer.isLeaf || answer.count < parameters.fullThreshold else {
                return reply(.syncFail)
            }
            guard let elements = answer.elements else {
                preconditionFailure("the elements of a leaf or small node are loaded")
            }
            return reply(.fullElements(elements.inWireOrder))
        }
    }

    private enum Difference {
        case solved(remoteOnly: [Element], localOnly: [Element])
        case unsolved(UnsolvedReason)
    }

    private mutating func difference(
        remoteCount: Int, remote: Samples, answer: PrefixTreeAnswer
    ) -> Difference {
        if remoteCount == answer.count, remote == answer.samples {
            return .solved(remoteOnly: [], localOnly: [])
        }
        let result = answer.samples.difference(
            count: answer.count, remote: remote, remoteCount: remoteCount, using: &generator)
        switch result {
        case .unsolved(let reason):
            return .unsolved(reason)
        case .solved(let remoteOnly, let localOnly):
            guard let remoteOnly = elements(remoteOnly, under: answer.prefix),
                let localOnly = elements(localOnly, under: answer.prefix)
            else { return .unsolved(.notUnderPrefix) }
            return .solved(remoteOnly: remoteOnly, localOnly: localOnly)
        }
    }

    /// The digests of the roots; nil unless all are digests that a tree may hold under the prefix.
    private func elements(_ roots: [SKSFieldElement], under prefix: Prefix) -> [Element]? {
        let elements = roots.compactMap { Element($0) }
        guard elements.count == roots.count,
            elements.allSatisfy({ $0.isInsertable && prefix.contains($0) })
        else { return nil }
        return elements
    }
}
