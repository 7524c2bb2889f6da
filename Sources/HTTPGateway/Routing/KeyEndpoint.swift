import Keyring

/// What an endpoint asks the node for, and what it makes of the keys that are found, at least one.
struct KeyQuestion: Sendable {
    let query: KeyQuery
    /// Whether the answer shows the keys' digests.
    var needsDigests = false
    let answer: @Sendable ([FoundKey]) throws -> Answer
}

/// Who answers with what the node finds, and with nothing else: so the node can be asked by a task
/// or without one.
protocol KeyEndpoint: Endpoint {
    var keys: KeyFinder { get }

    /// Nil for a call that is about something else, which ``Endpoint/answer(_:)`` answers.
    ///
    /// - Throws: a ``Refusal`` of what is asked.
    func question(_ target: Target) throws -> KeyQuestion?
}

/// Who is asked for nothing but keys.
protocol OnlyKeyEndpoint: KeyEndpoint {
    func question(_ target: Target) throws -> KeyQuestion
}

extension OnlyKeyEndpoint {
    func question(_ target: Target) throws -> KeyQuestion? {
        let question: KeyQuestion = try question(target)
        return question
    }

    func answer(_ call: Call) async throws -> Answer {
        try await keys.answer(question(call.target))
    }
}
