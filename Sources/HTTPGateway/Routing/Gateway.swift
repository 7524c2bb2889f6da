import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NodeService

/// Gives each request to the endpoint that its path names and turns what comes of it into an
/// answer. What there is stands in `Gateway+Routes.swift`. A class: each request is handed one.
final class Gateway: Sendable {
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

    func respond(
        to request: Request, on channel: any Channel, log: RequestLog
    ) async throws -> Response {
        let began = ContinuousClock.now
        let target = SplitTarget(request.head.path ?? "")
        let match = router.match(target.path)
        let response = try await respond(to: request, at: target, match, on: channel, log)
        tell(request.method, match?.route, response.status, since: began, log)
        return response
    }

    private func respond(
        to request: Request, at target: SplitTarget, _ match: Router.Match?,
        on channel: any Channel, _ log: RequestLog
    ) async throws -> Response {
        let known = request.headers[.ifNoneMatch]
        let isHead = request.method == .head
        do {
            var answer: Answer
            if target.path == "*", request.method == .options {
                answer = Answer(options: "GET, HEAD, POST, OPTIONS")
            } else if let match {
                guard let client = request.headers[.client] else { throw Refusal.forwardedFor }
                let call = Call(
                    request: request, target: Target(target, behind: match), client: client)
                answer = try await perform(call, by: match.route)
            } else {
                throw Refusal.unknownPage
            }
            answer = answer.completed(toHead: isHead, known: known)
            try answer.hold(in: answers)
            return answer.response(on: channel)
        } catch let error as HTTPParserError {
            // The connection answers what is no HTTP.
            throw error
        } catch {
            return answer(to: error, by: match?.route, log)
                .completed(toHead: isHead, known: known)
                .response(on: channel)
        }
    }

    /// Answers a request for a few keys on the event loop, without a task.
    ///
    /// - Parameter then: called as by ``NodeService/NodeService/lookupAtOnce(_:limit:octets:then:)``;
    ///   nil for what is answered by ``respond(to:on:log:)``.
    func answerAtOnce(
        _ request: PlainRequest, log: RequestLog, then: @escaping (Answer?) -> Void
    ) {
        let began = ContinuousClock.now
        let target = SplitTarget(request.target)
        guard let match = router.match(target.path), let endpoint = match.route.keyEndpoint else {
            return then(nil)
        }
        let (route, method, known) = (match.route, request.method, request.ifNoneMatch)
        func finish(_ result: consuming Result<Answer, any Error>) {
            var answer: Answer
            do { answer = try result.get() } catch {
                answer = self.answer(to: error, by: route, log)
            }
            guard !answer.isLarge else { return then(nil) }
            answer = answer.completed(toHead: method == .head, known: known)
            tell(method.standard, route, answer.status, since: began, log)
            then(answer)
        }
        do {
            guard let question = try endpoint.question(Target(target, behind: match)) else {
                return then(nil)
            }
            endpoint.keys.answerAtOnce(question) { result in
                guard let result else { return then(nil) }
                finish(result)
            }
        } catch {
            finish(.failure(error))
        }
    }

    /// What answers a request of the client at this address that is not answered at once, given its
    /// body, which is short and here: a search, or what brings something. Nil for what is answered by
    /// ``respond(to:on:log:)``.
    func taker(
        of request: PlainRequest, from client: String, log: RequestLog
    ) -> (@Sendable ([UInt8]) async -> Answer)? {
        let began = ContinuousClock.now
        let target = SplitTarget(request.target)
        guard let match = router.match(target.path),
            let work = work(
                of: request, at: Target(target, behind: match), by: match.route, from: client)
        else { return nil }
        return { body in
            var answer: Answer
            do {
                answer = try await work(body).completed(to: request)
                try answer.hold(in: self.answers)
            } catch {
                answer = self.answer(to: error, by: match.route, log).completed(to: request)
            }
            self.tell(request.method.standard, match.route, answer.status, since: began, log)
            return answer
        }
    }

    private func work(
        of request: PlainRequest, at target: Target, by route: Route, from client: String
    ) -> (@Sendable ([UInt8]) async throws -> Answer)? {
        guard request.method == .post else {
            // Who asks for what cannot be asked has been told so at once.
            guard let endpoint = route.keyEndpoint, let question = try? endpoint.question(target)
            else { return nil }
            return { _ in try await endpoint.keys.answer(question) }
        }
        guard let endpoint = route.bodyEndpoint else { return nil }
        return { body in
            try await endpoint.answerAtOnce(
                Message(
                    target: target, client: client, type: FieldValue(request.contentType ?? ""),
                    accept: request.accept ?? "", body: body))
        }
    }

    /// What the client is told of an error, which is counted.
    private func answer(to error: any Error, by route: Route?, _ log: RequestLog) -> Answer {
        let refusal = Refusal(of: error, in: log)
        if let reason = refusal.reason { refusals.count(reason) }
        if refusal.isFailure { log.failed(error) }
        return (route?.refusals ?? .text).answer(refusal)
    }

    /// Counts and logs a request whose answer is there.
    private func tell(
        _ method: HTTPRequest.Method, _ route: Route?, _ status: HTTPResponse.Status,
        since began: ContinuousClock.Instant, _ log: RequestLog
    ) {
        let duration = ContinuousClock.now - began
        metrics.answered(route, status, after: duration)
        log.debug([
            "method": "\(method)", "route": "\(route?.path ?? "none")",
            "status": "\(status.code)", "seconds": "\(duration / .seconds(1))",
        ])
    }

    private func perform(_ call: Call, by route: Route) async throws -> Answer {
        let method = call.request.method
        if route.serves(method) { return try await route.endpoint.answer(call) }
        if method == .options { return route.options }
        if method == .get || method == .head, let refusal = route.refusalOfGet { throw refusal }
        throw Refusal.method(allowed: route.allowed)
    }
}

extension Target {
    fileprivate init(_ target: SplitTarget, behind match: Router.Match) {
        self.init(argument: match.argument, query: FormFields([UInt8](target.query)))
    }
}

extension Answer {
    fileprivate consuming func completed(to request: PlainRequest) -> Answer {
        completed(toHead: request.method == .head, known: request.ifNoneMatch)
    }
}

extension PlainRequest.Method {
    fileprivate var standard: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .head: .head
        case .post: .post
        }
    }
}
