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

        /// Tells the request apart from all others in the log.
        let request: String

        /// Where Hummingbird puts its number of the request.
        private static let number = "hb.request.id"

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
            var logger = source.logger
            request = logger[metadataKey: Self.number].map { "\($0)" } ?? "unknown"
            logger[metadataKey: Self.number] = nil
            logger[metadataKey: "request"] = "\(request)"
            self.logger = logger
        }
    }

    private let router: Router
    private let answers: OctetBudget
    private let refusals: Refusals
    private let metrics: GatewayMetrics

    init(
        configuration: HTTPGatewayConfiguration, node: any NodeService, refusals: Refusals,
        metrics: GatewayMetrics, now: @escaping @Sendable () -> Int
    ) {
        router = Router(
            Self.routes(
                configuration, node: node, refusals: refusals, metrics: metrics, now: now))
        self.metrics = metrics
        answers = OctetBudget(capacity: configuration.limits.answersInFlight)
        self.refusals = refusals
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let began = ContinuousClock.now
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        let query = parts.count > 1 ? parts[1] : ""
        let match = router.match(path)
        let response = try await respond(to: request, at: path, query: query, match, context)
        let duration = ContinuousClock.now - began
        metrics.answered(match?.route, response.status, after: duration)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(match?.route.path ?? "none")",
                "status": "\(response.status.code)", "seconds": "\(duration / .seconds(1))",
            ])
        return response
    }

    private func respond(
        to request: Request, at path: Substring, query: Substring, _ match: Router.Match?,
        _ context: Context
    ) async throws -> Response {
        do {
            let answer: Answer
            if path == "*", request.method == .options {
                answer = Answer(options: "GET, HEAD, POST, OPTIONS")
            } else if let match {
                guard let client = request.headers[.client] else { throw Refusal.forwardedFor }
                let call = Call(
                    request: request, argument: match.argument,
                    query: FormFields(Array(query.utf8)),
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
            let refusal = Refusal(of: error, in: context.request)
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
