import HTTPTypes
import NodeService

/// Why a request does not get what it asks for: the whole answer, in one place. The text names what
/// was wrong and what to do, in lines that end, and never repeats what was sent.
struct Refusal: Error {
    let status: HTTPResponse.Status
    /// Under what it is counted (``NodeService/Refusals``); nil for an expected outcome, such as
    /// nothing found.
    let reason: StaticString?
    let text: String
    var headers: AnswerFields

    init(
        _ status: HTTPResponse.Status, _ reason: StaticString?, _ text: String,
        headers: AnswerFields = [:]
    ) {
        self.status = status
        self.reason = reason
        self.text = text + "\n"
        self.headers = headers
    }
}

/// What any interface can refuse.
extension Refusal {
    static let unknownPage = Refusal(
        .notFound, "hkp.page", "There is no such page here: / says what there is.")

    static func method(allowed: String) -> Refusal {
        Refusal(
            .methodNotAllowed, "hkp.method", "This page only knows the methods \(allowed).",
            headers: [.allow: allowed])
    }

    static func tooLarge(limit: Int) -> Refusal {
        Refusal(
            .contentTooLarge, "hkp.large",
            "The request is too large: at most \(limit) octets are taken at a time.")
    }

    static let busy = Refusal(
        .serviceUnavailable, "hkp.busy",
        "This server has as much to do as it can: try again in a minute.",
        headers: [.retryAfter: "60"])

    static let forwardedFor = Refusal(
        .badRequest, "hkp.forwarded",
        "X-Forwarded-For: the proxy in front of this server names a client that is no address.")

    static func contentType(expected: String) -> Refusal {
        Refusal(
            .unsupportedMediaType, "hkp.type",
            "Content-Type: a body of this type holds no keys here: \(expected) is expected.")
    }

    /// The client has used up its budget (``NodeServiceError/overBudget(retryAfter:)``).
    static func overBudget(retryAfter seconds: Int) -> Refusal {
        Refusal(
            .tooManyRequests, "hkp.budget",
            "Too much came from this address that cost work and led nowhere: send it again in "
                + "\(seconds) seconds.",
            headers: [.retryAfter: String(seconds)])
    }

    private static let stopping = Refusal(
        .serviceUnavailable, nil, "This server is stopping: ask again in a minute.")

    /// A gateway process whose node is away: it may be restarting.
    private static let away = Refusal(
        .serviceUnavailable, "hkp.away",
        "This server's database does not answer at the moment: ask again in a minute.",
        headers: [.retryAfter: "10"])

    private static func failed(_ request: String) -> Refusal {
        Refusal(
            .internalServerError, nil,
            "This server failed to do its work. Its operator finds the cause in its log, under "
                + "request \(request).")
    }

    static let metrics = Refusal(
        .forbidden, "hkp.metrics",
        "Metrics are for this server's operator: http.metrics in node.yaml says from where.")

    /// What a client is told of any error; of one that is none of its business, nothing but the
    /// request's name in the log.
    init(of error: any Error, in request: RequestLog) {
        switch error {
        case let refusal as Refusal: self = refusal
        case NodeServiceError.overBudget(let seconds): self = .overBudget(retryAfter: seconds)
        case NodeServiceError.busy: self = .busy
        case NodeServiceError.stopping: self = .stopping
        case let error as any TemporaryFailure where error.isTemporary: self = .away
        default: self = .failed(request.name)
        }
    }

    /// Whether the operator has to know the error that it was made of.
    var isFailure: Bool { status == .internalServerError }
}

/// How an interface words its refusals.
enum RefusalFormat {
    /// A line of text: what is no HTML cannot run in a browser.
    case text
    /// `{"error": "…"}`, as VKS clients read it.
    case json

    func answer(_ refusal: Refusal) -> Answer {
        var answer =
            switch self {
            case .text: Answer(status: refusal.status, text: refusal.text)
            case .json: Answer(status: refusal.status, jsonError: refusal.text)
            }
        answer.headers.append(refusal.headers)
        return answer
    }
}
