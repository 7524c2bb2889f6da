import AsyncHTTPClient
import FoundationEssentials
package import Keyring
import NIOCore
import NIOHTTP1
package import NodeService
package import OpenPGP
package import Telemetry

/// ``NodeService`` as seen from another process: each call is a request to the node's socket.
///
/// What the node throws as `NodeServiceError` is thrown here alike; everything else that goes wrong
/// is a ``NodeSocketError``.
package struct NodeSocketClient: NodeService {
    private let path: SocketPath
    private let client: HTTPClient

    /// For answers that the node has at hand.
    static let promptly = Duration.seconds(60)
    /// The largest answer read: a lookup of many keys, in base64. Octets.
    private static let largestAnswer = 1 << 30

    /// How a process uses the socket.
    package struct Use: Sendable {
        /// Requests under way at a time; others wait. Enough for a command.
        package var connections = 8
        /// How long a connection is kept for the next request. Less than the node's own, so that
        /// none ends under a request.
        package var idleTimeout = Duration.seconds(60)

        package init() {}

        /// A gateway's: as many as keep the node busy, fewer than it grants to one user.
        package static func gateway(ofNodeWithIdleTimeout idleTimeout: Duration) -> Use {
            var use = Use()
            use.connections = 32
            use.idleTimeout = min(use.idleTimeout, idleTimeout / 2)
            return use
        }
    }

    /// Does not connect yet. `close()` has to be called in the end.
    ///
    /// - Throws: ``NodeSocketError/pathTooLong(_:octets:limit:)``.
    package init(path: String, use: Use = Use()) throws {
        self.path = try SocketPath(path)
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = use.connections
        configuration.connectionPool.idleTimeout = TimeAmount(use.idleTimeout)
        configuration.timeout = .init(connect: .seconds(5), read: nil)
        // A node that is not there is reported at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Ends its connections. Nothing may be called afterwards.
    package func close() async throws {
        try await client.shutdown()
    }

    /// Runs `work` with a client that is closed afterwards.
    package static func with<Value>(
        path: String, use: Use = Use(), _ work: (NodeSocketClient) async throws -> Value
    ) async throws -> Value {
        let client = try NodeSocketClient(path: path, use: use)
        let value: Value
        do {
            value = try await work(client)
        } catch {
            try? await client.close()
            throw error
        }
        try await client.close()
        return value
    }

    // MARK: NodeService

    package func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        var parameters = QueryParameters(query)
        parameters.append("limit", String(limit))
        let answer = try await ask(
            .lookup, parameters, for: Messages.Lookup.self, within: Self.promptly)
        return try answer.answer()
    }

    package func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        let question = Messages.DigestQuery(
            digests: digests.map(\.hex), maximumBytes: maximumBytes)
        let answer = try await ask(
            .keysByDigest, body: try JSON.encode(question), contentType: "application/json",
            for: Messages.Keys.self, within: Self.promptly)
        return answer.keys.map { Array($0) }
    }

    package func submit(_ submission: Submission) async throws -> SubmissionReport {
        try await ask(
            .submit, QueryParameters(submission.origin), body: submission.bytes,
            contentType: "application/pgp-keys", for: SubmissionReport.self)
    }

    package func status() async throws -> NodeStatus {
        try await ask(.status, for: NodeStatus.self, within: Self.promptly)
    }

    package func peers() async throws -> [PeerStatus] {
        try await ask(.peers, for: Messages.Peers.self, within: Self.promptly).peers
    }

    package func activity() async throws -> Activity {
        try await ask(.activity, for: Activity.self, within: Self.promptly)
    }

    package func reconcile(with peer: String) async throws -> ReconciliationReport {
        try await ask(.reconcile(peer: peer), for: ReconciliationReport.self)
    }

    package func check() async throws -> CheckReport {
        try await ask(.check, for: CheckReport.self)
    }

    package func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        let order = Messages.RedactionOrder(
            fingerprint: fingerprint.hex, userID: userID.map { Data($0) }, by: by)
        return try await ask(
            undo ? .unredact : .redact, body: try JSON.encode(order),
            contentType: "application/json", for: RedactionReport.self)
    }

    package func redactions() async throws -> [Redaction] {
        try await ask(.redactions, for: Messages.Redactions.self, within: Self.promptly).redactions
    }

    package func metrics() async throws -> [MetricFamily] {
        try await ask(.metrics, for: Messages.Metrics.self, within: Self.promptly).families
    }

    package func isHealthy() async -> Bool {
        let answer = try? await ask(.health, for: Messages.Health.self, within: Self.promptly)
        return answer?.healthy ?? false
    }

    package func shutdown() async throws {
        _ = try await ask(.shutdown, for: [String: String].self, within: Self.promptly)
    }

    /// What this gateway has refused since its last report.
    package func report(refusals: [String: Int]) async throws {
        _ = try await ask(
            .countRefusals,
            body: try JSON.encode(Messages.RefusalReport(refusals: refusals)),
            contentType: "application/json", for: [String: String].self, within: Self.promptly)
    }

    // MARK: HTTP

    /// Without `within` it waits for as long as the node works.
    func ask<Value: Decodable>(
        _ route: Route, _ parameters: QueryParameters = QueryParameters(), body: [UInt8]? = nil,
        contentType: String? = nil, for type: Value.Type, within limit: Duration? = nil
    ) async throws -> Value {
        let request = request(route, parameters, body: body, contentType: contentType)
        let deadline = limit.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
        let (status, answer): (UInt, [UInt8])
        do {
            (status, answer) = try await exchange(request, deadline: deadline)
        } catch NodeSocketError.unreachable where route.isRepeatable && NIODeadline.now() < deadline
        {
            // The connection may have ended while it waited for this request, as when the node was
            // started again.
            (status, answer) = try await exchange(request, deadline: deadline)
        }
        let target = route.request.path
        guard status == 200 || status == 202 || (status == 503 && route == .health) else {
            throw Self.failure(answer, status: status, target)
        }
        do {
            return try JSON.decode(type, from: answer)
        } catch {
            throw NodeSocketError.unexpectedAnswer("\(target): \(error)")
        }
    }

    private func exchange(
        _ request: HTTPClientRequest, deadline: NIODeadline
    ) async throws -> (status: UInt, body: [UInt8]) {
        try await translating {
            let response = try await client.execute(request, deadline: deadline)
            return (response.status.code, try await Self.octets(of: response))
        }
    }

    /// Asks for an answer that is read as it comes, however long it is.
    func stream(
        _ route: Route, _ parameters: QueryParameters = QueryParameters()
    ) async throws -> HTTPClientResponse {
        let request = request(route, parameters)
        let response = try await translating {
            try await client.execute(request, deadline: .distantFuture)
        }
        guard response.status == .ok else {
            let answer = try await translating { try await Self.octets(of: response) }
            throw Self.failure(answer, status: response.status.code, route.request.path)
        }
        return response
    }

    private func request(
        _ route: Route, _ parameters: QueryParameters, body: [UInt8]? = nil,
        contentType: String? = nil
    ) -> HTTPClientRequest {
        let (method, target) = route.request
        let query = parameters.items.isEmpty ? "" : "?\(parameters.text)"
        var request = HTTPClientRequest(
            url: "http+unix://\(path.text.percentEscaped)\(target)\(query)")
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(name: "Accept", value: "application/json")
        if let contentType { request.headers.add(name: "Content-Type", value: contentType) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        return request
    }

    private static func octets(of response: HTTPClientResponse) async throws -> [UInt8] {
        let body = try await response.body.collect(upTo: largestAnswer)
        return Array(body.readableBytesView)
    }

    /// What the node refused with.
    private static func failure(_ answer: [UInt8], status: UInt, _ target: String) -> any Error {
        guard let failure = try? JSON.decode(Messages.Failure.self, from: answer) else {
            return NodeSocketError.unexpectedAnswer("\(target): status \(status)")
        }
        return failure.error.error
    }

    /// Says of the client's errors what they mean to a command.
    func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as IOError {
            throw NodeSocketError.unreachable(
                path.text, reason: SocketPath.reason(error.errnoCode))
        } catch let error as HTTPClientError {
            throw NodeSocketError.unreachable(path.text, reason: error.description)
        } catch let error as HTTPParserError {
            throw NodeSocketError.unreachable(
                path.text, reason: "the answer broke off: \(error)")
        } catch let error as ChannelError {
            throw NodeSocketError.unreachable(path.text, reason: "\(error)")
        }
    }
}
