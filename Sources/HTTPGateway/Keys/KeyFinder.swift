import Keyring
import NodeService

/// Looks keys up for every interface, within the limits. A class: each request is handed one.
final class KeyFinder: Sendable {
    let node: any NodeService
    let limits: HTTPLimits
    /// For searches that can find many keys: many of them at once would hold more than there is
    /// memory for.
    let searches: Turnstile

    init(node: any NodeService, limits: HTTPLimits, searches: Turnstile) {
        self.node = node
        self.limits = limits
        self.searches = searches
    }

    /// Octets of keys that are looked up on an event loop, whose other connections wait: less than
    /// a tenth of a millisecond's work, and armored a single piece for the channel.
    static let mostAtOnce = 47 << 10

    /// Asks the node. Those who search by user ID wait for their turn, which ends with the answer.
    ///
    /// - Throws: a ``Refusal`` when nothing matches, or too much.
    func answer(_ question: KeyQuestion) async throws -> Answer {
        guard case .words = question.query else { return try await answerInTurn(question) }
        return try await searches.withTurn { try await answerInTurn(question) }
    }

    private func answerInTurn(_ question: KeyQuestion) async throws -> Answer {
        let found = try keys(in: await lookup(question))
        return try await HeavyWork.run(octets: found.octetCount) { try question.answer(found) }
    }

    private func lookup(_ question: KeyQuestion) async throws -> LookupAnswer {
        let (query, limit) = (question.query, limits.keysPerLookup)
        return question.needsDigests
            ? try await node.lookup(query, limit: limit)
            : try await node.lookupWithoutDigests(query, limit: limit)
    }

    /// As ``answer(_:)``, without a task, on an event loop.
    ///
    /// - Parameter then: called as by ``NodeService/NodeService/lookupAtOnce(_:limit:octets:then:)``.
    func answerAtOnce(
        _ question: KeyQuestion, then: @escaping (consuming Result<Answer, any Error>?) -> Void
    ) {
        guard !question.needsDigests else { return then(nil) }
        node.lookupAtOnce(
            question.query, limit: limits.keysPerLookup, octets: Self.mostAtOnce
        ) { result in
            then(
                result.map { result in Result { try question.answer(self.keys(in: result.get())) } }
            )
        }
    }

    private func keys(in answer: LookupAnswer) throws(Refusal) -> [FoundKey] {
        switch answer {
        case .found(var keys):
            // A key of which nothing is served is not there for anyone who asks.
            if keys.contains(where: \.isUnserved) { keys.removeAll(where: \.isUnserved) }
            guard !keys.isEmpty else { throw .nothingFound }
            guard keys.count == 1 || keys.octetCount <= limits.searchAnswer else {
                throw .tooMuch(limit: limits.searchAnswer)
            }
            return keys
        case .nothing: throw .nothingFound
        case .tooMany(let limit): throw .tooMany(limit: limit)
        }
    }
}

extension FoundKey {
    fileprivate var isUnserved: Bool { packets.isEmpty }
}

extension [FoundKey] {
    /// Of their packets.
    fileprivate var octetCount: Int { reduce(0) { $0 + $1.packets.count } }
}
