import HTTPTypes
import Hummingbird
import HummingbirdCore
import Keyring
import Listening
import Logging
import NIOCore
import NIOHTTP1
import NodeRequests
import NodeService
import OpenPGP
import ServiceLifecycle
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Carries each request out on the node.
struct Responder: HTTPResponder {
    struct Context: InitializableFromSource {
        let channel: any Channel
        let logger: Logger

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
            logger = source.logger
        }
    }

    /// One submission: keyrings are loaded in pieces of at most this. Octets.
    static let largestSubmission = 64 << 20
    /// JSON in requests: the largest asks for 10,000 keys by digest.
    static let largestJSON = 1 << 20
    /// Keys that one lookup gives out, and those that it gives out unless told otherwise.
    static let largestLookup = 10_000
    static let usualLookup = 500

    let node: any OperatorService
    let access: LiveAccess
    let bodies: RequestBodies
    let refusals: Refusals
    let audit: AuditLog
    /// Nil where connections are not switched to lookups: on TLS.
    let lookups: LookupConnections?
    /// For answers that Hummingbird does not date.
    let clock = HTTPClock { Int(time(nil)) }

    func respond(to request: Request, context: Context) async throws -> Response {
        do {
            return try await answer(request, from: .current(by: access), on: context.channel)
        } catch let error as HTTPParserError {
            throw error
        } catch is CancellationError {
            return refusal(NodeServiceError.stopping)
        } catch {
            if !(error is RequestError || error is NodeServiceError) {
                context.logger.error("a request failed", metadata: ["error": "\(error)"])
            }
            if case RequestError.forbidden = error {
                refusals.count("socket.forbidden")
            } else if error is RequestError {
                refusals.count("socket.request")
            } else if case NodeServiceError.busy = error {
                refusals.count("socket.busy")
            }
            return refusal(error)
        }
    }

    private func answer(
        _ request: Request, from caller: Caller, on channel: any Channel
    ) async throws -> Response {
        // Who may do nothing learns nothing, not even what there is.
        try caller.require(Set(Role.allCases))
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let query = QueryParameters(query: parts.count > 1 ? parts[1] : "") else {
            throw RequestError.badRequest("a percent escape in the query is malformed")
        }
        let path = String(parts.first ?? "")
        switch Route.match(method: request.method.rawValue, path: path) {
        case .unknown: throw RequestError.unknownPath
        case .wrongMethod(let allowed): throw RequestError.wrongMethod(allowed: allowed)
        case .route(let route):
            try caller.require(route.roles)
            try query.check(for: route)
            return try await answer(route, request, query, from: caller, on: channel)
        }
    }

    private func answer(
        _ route: Route, _ request: Request, _ query: QueryParameters, from caller: Caller,
        on channel: any Channel
    ) async throws -> Response {
        switch route {
        case .health:
            let healthy = await node.isHealthy()
            return try json(
                Messages.Health(healthy: healthy), status: healthy ? .ok : .serviceUnavailable)
        case .status: return try json(await node.status())
        case .peers: return try json(Messages.Peers(peers: await node.peers()))
        case .activity: return try json(await node.activity())
        case .metrics: return try await metrics(request)
        case .reconcile(let peer): return try await reconcile(peer, by: caller)
        case .check:
            return try json(await untilShutdown { try await node.check() })
        case .shutdown: return try await shutdown(by: caller)
        case .submit:
            return try await submit(
                request, from: try caller.origin(claiming: query.origin()), by: caller)
        case .lookup: return try await lookup(request, query)
        case .lookups:
            let processor = try query.processor()
            guard let lookups else { throw RequestError.upgradeRequired }
            try await lookups.take(request, from: caller, on: channel, askingOn: processor)
            // Nobody sees it: the connection has changed hands.
            return Response(status: .switchingProtocols)
        case .keysByDigest: return try await keysByDigest(request, from: caller)
        case .redactions:
            return try json(Messages.Redactions(redactions: await node.redactions()))
        case .redact: return try await redact(request, undo: false, by: caller)
        case .unredact: return try await redact(request, undo: true, by: caller)
        case .removals: return try json(Messages.Removals(removals: await node.removals()))
        case .remove: return try await remove(request, by: caller)
        case .letBack: return try await letBack(request, by: caller)
        case .dump: return try await dump(by: caller, on: channel)
        case .backup: return try await backup(by: caller, on: channel)
        case .changes: return try await changes(request, query, from: caller, on: channel)
        case .countRefusals: return try await countRefusals(request, from: caller)
        case .openAPI:
            return response(.ok, "application/json", Array(OpenAPIDocument.text.utf8))
        }
    }

    /// JSON for gateways, and what Prometheus reads for whoever asks for text.
    private func metrics(_ request: Request) async throws -> Response {
        let families = try await node.metrics()
        guard (request.headers[.accept] ?? "").contains("text/plain") else {
            return try json(Messages.Metrics(families: families))
        }
        return response(
            .ok, PrometheusText.contentType, Array(PrometheusText.write(families).utf8))
    }

    /// What takes long does not keep the node from stopping.
    func untilShutdown<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await cancelWhenGracefulShutdown { try await work() }
    }

    private func lookup(_ request: Request, _ query: QueryParameters) async throws -> Response {
        let answer = try await node.lookup(query.keyQuery(), limit: query.lookupLimit())
        guard (request.headers[.accept] ?? "").contains("application/pgp-keys") else {
            return try json(Messages.Lookup(answer))
        }
        switch answer {
        case .found(let keys):
            return response(
                .ok, "application/pgp-keys", Armor.encode(keys.flatMap(\.packets)))
        case .nothing: return response(.notFound, "text/plain", Array("No keys found\n".utf8))
        case .tooMany(let limit):
            throw RequestError.badRequest("more than \(limit) keys match: search more specifically")
        }
    }

    private func keysByDigest(_ request: Request, from caller: Caller) async throws -> Response {
        try await bodies.withBody(of: request, limit: Self.largestJSON, from: caller) { octets in
            guard let question = JSON.body(Messages.DigestQuery.self, from: octets),
                question.maximumBytes >= 0,
                question.digests.count <= Messages.DigestQuery.mostDigests
            else {
                throw RequestError.badRequest(
                    "a JSON object with \"digests\", a list of at most "
                        + "\(Messages.DigestQuery.mostDigests), and \"maximumBytes\" is expected")
            }
            let digests = try question.digests.map { text in
                guard let digest = KeyDigest(hex: text) else {
                    throw RequestError.badRequest("digests: each has 32 hexadecimal digits")
                }
                return digest
            }
            let keys = try await node.keys(
                withDigests: digests, maximumBytes: question.maximumBytes)
            guard (request.headers[.accept] ?? "").contains(KeyFrames.contentType) else {
                return try json(Messages.Keys(keys))
            }
            return response(.ok, KeyFrames.contentType, KeyFrames.write(keys))
        }
    }

    private func countRefusals(_ request: Request, from caller: Caller) async throws -> Response {
        let report = try await bodies.withBody(
            of: request, limit: Self.largestJSON, from: caller
        ) { JSON.body(Messages.RefusalReport.self, from: $0) }
        guard let report else {
            throw RequestError.badRequest("a JSON object with \"refusals\" is expected")
        }
        try report.check()
        refusals.add(report.refusals)
        return try json([String: String]())
    }

    // MARK: HTTP

    func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        response(status, "application/json", try JSON.encode(value))
    }

    private func refusal(_ error: any Error) -> Response {
        let failure = Failure(error)
        let message = Messages.Failure(error: failure.description)
        // These are strings only: there is nothing that could fail to encode.
        let body = (try? JSON.encode(message)) ?? []
        var refusal = response(failure.status, "application/json", body)
        for field in failure.headers { refusal.headers[field.name] = field.value }
        return refusal
    }

    private func response(
        _ status: HTTPResponse.Status, _ contentType: String, _ body: [UInt8]
    ) -> Response {
        Response(
            status: status, headers: [.contentType: contentType],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
