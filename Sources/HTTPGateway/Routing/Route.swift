import HTTPTypes
import Hummingbird

/// One request as an endpoint sees it.
struct Call: Sendable {
    let request: Request
    let target: Target
    /// The address of the client that is asked to have sent it.
    let client: String

    var argument: Substring { target.argument }
    var query: FormFields { target.query }
}

/// Who answers at one path. A refusal is thrown.
protocol Endpoint: Sendable {
    func answer(_ call: Call) async throws -> Answer
}

/// Refuses everything.
private struct Refusing: Endpoint {
    let refusal: Refusal

    func answer(_ call: Call) throws -> Answer { throw refusal }
}

/// A path, what may be done there, and who does it. A class: each request is handed one.
final class Route: Sendable {
    /// What an endpoint is asked with.
    enum Methods: Sendable {
        /// `GET`, hence `HEAD`.
        case read
        /// `POST` of a body of one of these types.
        case submit(accepts: [String])
        /// Whatever it is: for what is not offered.
        case any
    }

    let path: String
    /// Whether more may follow the path after a slash, which is then the argument.
    let takesArgument: Bool
    let methods: Methods
    let refusals: RefusalFormat
    /// What `GET` gets where it is no method, if not what any method gets.
    let refusalOfGet: Refusal?
    let endpoint: any Endpoint
    /// The same, where it answers with keys.
    let keyEndpoint: (any KeyEndpoint)?
    /// The same, where it takes bodies as a whole.
    let bodyEndpoint: (any BodyEndpoint)?

    private init(
        _ path: String, takesArgument: Bool = false, methods: Methods,
        refusals: RefusalFormat, refusalOfGet: Refusal? = nil, _ endpoint: any Endpoint
    ) {
        self.path = path
        self.takesArgument = takesArgument
        self.methods = methods
        self.refusals = refusals
        self.refusalOfGet = refusalOfGet
        self.endpoint = endpoint
        keyEndpoint = endpoint as? any KeyEndpoint
        bodyEndpoint = endpoint as? any BodyEndpoint
    }

    static func read(
        _ path: String, refusals: RefusalFormat = .text, _ endpoint: any Endpoint
    ) -> Route {
        Route(path, methods: .read, refusals: refusals, endpoint)
    }

    static func read(
        below path: String, refusals: RefusalFormat = .text, _ endpoint: any Endpoint
    ) -> Route {
        Route(path, takesArgument: true, methods: .read, refusals: refusals, endpoint)
    }

    static func submit(
        _ path: String, accepts: [String], refusals: RefusalFormat = .text,
        refusalOfGet: Refusal? = nil, _ endpoint: any Endpoint
    ) -> Route {
        Route(
            path, methods: .submit(accepts: accepts), refusals: refusals,
            refusalOfGet: refusalOfGet, endpoint)
    }

    /// All that is at this path or below it and has no route of its own.
    static func rest(below path: String, _ refusal: Refusal) -> Route {
        Route(
            path, takesArgument: true, methods: .any, refusals: .text,
            Refusing(refusal: refusal))
    }

    /// The methods, as the field `Allow` lists them.
    var allowed: String {
        switch methods {
        case .read: "GET, HEAD, OPTIONS"
        case .submit: "POST, OPTIONS"
        case .any: "GET, HEAD, POST, PUT, DELETE, OPTIONS"
        }
    }

    /// Whether the endpoint itself answers this method; `OPTIONS` is answered for it.
    func serves(_ method: HTTPRequest.Method) -> Bool {
        switch methods {
        case .read: method == .get || method == .head
        case .submit: method == .post
        case .any: true
        }
    }

    /// What may be done here: for browsers that ask before they send something to another origin
    /// (CORS, Fetch Standard §3.2.3), and for who looks for features (HKP draft §5.1.7, §5.2.6).
    var options: Answer {
        var answer = Answer(options: allowed)
        if case .submit(let types) = methods {
            answer.headers[.accept] = types.joined(separator: ", ")
        }
        return answer
    }
}
