import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NodeService

/// Gives each request to the endpoint that its path names and turns what comes of it into an
/// answer.
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

    private let lookup: Lookup
    private let add: Add
    private let stats: Stats
    private let health: Health
    private let node: any NodeService
    private let limits: HTTPLimits
    private let facts: HTTPGatewayConfiguration.Facts
    private let bodies: RequestBodies
    private let answers: OctetBudget
    private let hashqueries: Turnstile
    private let refusals: Refusals

    init(
        configuration: HTTPGatewayConfiguration, node: any NodeService, refusals: Refusals,
        now: @escaping @Sendable () -> Int
    ) {
        self.node = node
        self.refusals = refusals
        bodies = RequestBodies(capacity: configuration.limits.bodiesInFlight)
        answers = OctetBudget(capacity: configuration.limits.answersInFlight)
        hashqueries = Turnstile(places: configuration.limits.hashqueriesAtOnce)
        limits = configuration.limits
        facts = configuration.facts
        stats = Stats(node: node, facts: configuration.facts, now: now)
        lookup = Lookup(
            node: node, limits: configuration.limits, stats: stats,
            searches: Turnstile(places: configuration.limits.searchesAtOnce))
        add = Add(node: node, limits: configuration.limits, bodies: bodies, refusals: refusals)
        health = Health(node: node)
    }

    /// What there is. Where `GET` is, `HEAD` is too.
    private enum Endpoint: String {
        case home = "/"
        case robots = "/robots.txt"
        case lookup = "/pks/lookup"
        case stats = "/pks/stats"
        case health = "/pks/health"
        case add = "/pks/add"
        case hashquery = "/pks/hashquery"

        var isRead: Bool {
            switch self {
            case .home, .robots, .lookup, .stats, .health: true
            case .add, .hashquery: false
            }
        }

        var methods: String { isRead ? "GET, HEAD, OPTIONS" : "POST, OPTIONS" }
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let isHead = request.method == .head
        do {
            return try await answer(request, context)
                .response(toHead: isHead, on: context.channel, budget: answers)
        } catch let error as HTTPParserError {
            // The connection answers what is no HTTP.
            throw error
        } catch {
            if !(error is HKPError) {
                context.logger.error("a request failed", metadata: ["error": "\(error)"])
            }
            return try Answer(to: error, refusals: refusals)
                .response(toHead: isHead, on: context.channel, budget: answers)
        }
    }

    private func answer(_ request: Request, _ context: Context) async throws -> Answer {
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = FormFields(parts.count > 1 ? Array(parts[1].utf8) : [])
        if request.method == .options, target == "*" {
            return options(methods: "GET, HEAD, POST, OPTIONS")
        }
        guard let path = parts.first, let endpoint = Endpoint(rawValue: String(path)) else {
            throw HKPError.unknownPage
        }
        switch request.method {
        case .options: return options(methods: endpoint.methods)
        case .get where endpoint.isRead, .head where endpoint.isRead: break
        case .post where !endpoint.isRead: break
        default: throw HKPError.method(allowed: endpoint.methods)
        }
        switch endpoint {
        case .home: return Home.answer(facts: facts)
        case .robots: return Answer(text: "User-agent: *\nDisallow: /pks/\n")
        case .lookup: return try await lookup.answer(query)
        case .stats: return try await stats.answer(query)
        case .health: return await health.answer()
        case .add:
            let client = context.channel.remoteAddress?.ipAddress ?? "unknown"
            return try await add.answer(request, query: query, client: client)
        case .hashquery: return try await hashquery(request)
        }
    }

    private func hashquery(_ request: Request) async throws -> Answer {
        let digests = try await bodies.withBody(of: request, limit: limits.hashquery) { body in
            do throws(HashqueryError) {
                return try Hashquery.digests(of: body, limit: limits.digestsPerHashquery)
            } catch {
                throw HKPError.hashquery(error)
            }
        }
        let body = try await hashqueries.withTurn {
            let keys = try await node.keys(
                withDigests: digests, maximumBytes: limits.hashqueryAnswer)
            return try await HeavyWork.run(octets: keys.reduce(0) { $0 + $1.count }) {
                Hashquery.body(of: keys)
            }
        }
        return Answer(contentType: Hashquery.contentType, body: body)
    }

    /// For browsers of other origins (CORS) and for who asks what is possible.
    private func options(methods: String) -> Answer {
        var answer = Answer(contentType: "text/plain; charset=utf-8", body: [])
        answer.headers[.allow] = methods
        answer.headers[.accessControlAllowMethods] = methods
        answer.headers[.accessControlAllowHeaders] = "Content-Type"
        return answer
    }
}
