/// What one method does on one path (OpenAPI 3.1 §4.8.10). Texts go into the document as they are:
/// they must not need escaping.
struct OpenAPIOperation {
    enum Method: String { case get, post, delete }

    let method: Method
    let path: String
    let id: String
    let summary: String
    var description: String?
    /// The component that is answered when all is well, and under which status.
    let answer: (status: Int, component: String)
    /// Beside those that any request may meet.
    let refusals: [OpenAPIRefusal]
    var parameters: [OpenAPIParameter] = []
    var body: OpenAPIBody?

    /// - Parameters:
    ///   - answer: a component, under the status 200.
    init(
        _ method: Method, _ path: String, id: String, _ summary: String, answer: String,
        status: Int = 200, refusals: [OpenAPIRefusal] = [.stopping]
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.answer = (status, answer)
        self.refusals = refusals
    }

    func described(_ text: String) -> Self {
        var operation = self
        operation.description = text
        return operation
    }

    func taking(_ parameters: OpenAPIParameter...) -> Self {
        var operation = self
        operation.parameters = parameters
        return operation
    }

    func taking(_ body: OpenAPIBody) -> Self {
        var operation = self
        operation.body = body
        return operation
    }

    /// The member of the path.
    var json: String {
        var members = [#""operationId": "\#(id)""#, #""summary": "\#(summary)""#]
        if let description { members.append(#""description": "\#(description)""#) }
        members.append("\"responses\": {\n\(responses)\n}")
        if !parameters.isEmpty {
            let list = parameters.map(\.json).joined(separator: ",\n")
            members.append("\"parameters\": [\n\(list)\n]")
        }
        if let body { members.append(body.json) }
        return "\"\(method)\": {\n\(members.joined(separator: ",\n"))\n}"
    }

    private var responses: String {
        let refused = (refusals + OpenAPIRefusal.anywhere).map { ($0.status, $0.component) }
        return ([answer] + refused).map { status, component in
            "\"\(status)\": " + OpenAPIDocument.reference("responses", component)
        }.joined(separator: ",\n")
    }
}

/// A refusal, by the component that describes it.
enum OpenAPIRefusal {
    case badRequest, busy, forbidden, internalFailure, nothingFound, overBudget, peerFailed
    case stopping, tooLarge, unhealthy, unknownChange, unknownKey, unknownPeer, upgradeRequired

    /// What any request may meet.
    static let anywhere: [Self] = [.forbidden, .internalFailure]

    /// What any request with a body may meet.
    static let ofBodies: [Self] = [.badRequest, .tooLarge, .busy]

    var status: Int {
        switch self {
        case .badRequest: 400
        case .forbidden: 403
        case .nothingFound, .unknownKey, .unknownPeer: 404
        case .unknownChange: 409
        case .tooLarge: 413
        case .upgradeRequired: 426
        case .overBudget: 429
        case .internalFailure: 500
        case .peerFailed: 502
        case .busy, .stopping, .unhealthy: 503
        }
    }

    var component: String {
        switch self {
        case .badRequest: "BadRequest"
        case .busy: "Busy"
        case .forbidden: "Forbidden"
        case .internalFailure: "Internal"
        case .nothingFound: "NothingFound"
        case .overBudget: "OverBudget"
        case .peerFailed: "PeerFailed"
        case .stopping: "Stopping"
        case .tooLarge: "TooLarge"
        case .unhealthy: "Unhealthy"
        case .unknownChange: "UnknownChange"
        case .unknownKey: "UnknownKey"
        case .unknownPeer: "UnknownPeer"
        case .upgradeRequired: "UpgradeRequired"
        }
    }
}

/// A parameter of an operation (OpenAPI 3.1 §4.8.12).
struct OpenAPIParameter {
    enum Place: String { case path, query }

    let name: String
    var place = Place.query
    /// JSON Schema.
    let schema: String
    var description: String?

    var json: String {
        var members = [
            #""name": "\#(name)""#, #""in": "\#(place)""#, #""required": \#(place == .path)"#,
            #""schema": \#(schema)"#,
        ]
        if let description { members.append(#""description": "\#(description)""#) }
        return "{\(members.joined(separator: ", "))}"
    }
}

/// What is sent with a request (OpenAPI 3.1 §4.8.13).
enum OpenAPIBody {
    case keys
    /// JSON, by the name of its schema.
    case message(String)

    var json: String {
        let (type, schema) =
            switch self {
            case .keys: ("application/pgp-keys", #"{"type": "string"}"#)
            case .message(let name):
                ("application/json", OpenAPIDocument.reference("schemas", name))
            }
        return """
            "requestBody": {"required": true, "content": {"\(type)": {"schema": \(schema)}}}
            """
    }
}
