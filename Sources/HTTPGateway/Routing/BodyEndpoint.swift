import HTTPTypes
import HummingbirdCore

/// A request with the whole of its body.
struct Message: Sendable {
    let target: Target
    /// The address of the client that is asked to have sent it.
    let client: String
    /// Of the body.
    let type: FieldValue
    /// The field `Accept`; empty where there is none.
    let accept: String
    let body: [UInt8]
}

/// Who takes a body as a whole, whoever reads it: a long one comes piece by piece through a task, a
/// short one is often there with its head.
protocol BodyEndpoint: Endpoint {
    var bodies: RequestBodies { get }

    /// Octets of the largest body of this type.
    ///
    /// - Throws: a ``Refusal`` of the type.
    func limit(of type: FieldValue) throws -> Int

    func answer(_ message: Message) async throws -> Answer
}

extension BodyEndpoint {
    func answer(_ call: Call) async throws -> Answer {
        let type = FieldValue(typeOf: call.request)
        return try await bodies.withBody(of: call.request, limit: try limit(of: type)) { body in
            try await answer(
                Message(
                    target: call.target, client: call.client, type: type,
                    accept: call.request.headers[.accept] ?? "", body: body))
        }
    }

    /// Counts the body as held until it is answered.
    func answerAtOnce(_ message: Message) async throws -> Answer {
        let limit = try limit(of: message.type)
        guard message.body.count <= limit else { throw Refusal.tooLarge(limit: limit) }
        return try await bodies.hold(message.body) { try await answer(message) }
    }
}
