import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NodeService

/// Gives each request to the endpoint that its path names and turns what comes of it into an
/// answer. What there is stands in `Gateway+Routes.swift`.
struct Gateway: HTTPResponder {
    /// The connection a request came over.
    struct Context: InitializableFromSource {
        let channel: any Channel
        let logger: Logger

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
            logger = source.logger
        }
    }

    private let router: Router
    private let answers: OctetBudget
    private let refusals: Refusals

    init(
        configuration: HTTPGatewayConfiguration, node: any NodeService, refusals: Refusals,
        now: @escaping @Sendable () -> Int
    ) {
        router = Router(
            Self.routes(configuration, node: node, refusals: refusals, now: now))
        answers = OctetBudget(capacity: configuration.limits.answersInFlight)
        self.refusals = refusals
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        let match = router.match(path)
        do {
            let answer: Answer
            if path == "*", request.method == .options {
                answer = Answer(options: "GET, HEAD, POST, OPTIONS")
            } else if let match {
                guard let client = request.headers[.client] else { throw Refusal.forwardedFor }
                let call = Call(
                    request: request, argument: match.argument,
                    query: FormFields(parts.count > 1 ? Array(parts[1].utf8) : []),
                    client: client)
                answer = try await perform(call, by: match.route)
            } else {
                throw Refusal.unknownPage
            }
            return try answer.response(to: request, on: context.channel, budget: answers)
        } catch let error as HTTPParserError {
            // The connection answers what is no HTTP.
            throw error
        } catch {
            let refusal = Refusal(of: error)
            if let reason = refusal.reason { refusals.count(reason) }
            if refusal.isFailure {
                context.logger.error("a request failed", metadata: ["error": "\(error)"])
            }
            let format = match?.route.refusals ?? .text
            return try format.answer(refusal)
                .response(to: request, on: context.channel, budget: answers)
        }
    }

    private func perform(_ call: Call, by route: Route) async throws -> Answer {
        let method = call.request.method
        if route.serves(method) { return try await route.endpoint.answer(call) }
        if method == .options { return route.options }
        if method == .get || method == .head, let refusal = route.refusalOfGet { throw refusal }
        throw Refusal.method(allowed: route.allowed)
    }
}
