import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import NIOSSL

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The connections of this process to one node's socket: requests out, answers in.
///
/// It knows what a node can be asked (``Route``) and not what the values mean.
package struct NodeConnection: Sendable {
    /// Octets of the longest path that a node socket can have. What NIO takes: the shortest
    /// `sun_path` of its systems, without the zero that ends it. On Linux alone it could be 107.
    package static let longestPath = 103
    /// The largest answer read at once: a lookup of many keys, in base64. Octets.
    private static let largestAnswer = 1 << 30
    /// How long a client tries to connect to a node whose queue is full, and how often.
    private static let longestQueueing = Duration.seconds(5)
    private static let queueingPause = Duration.milliseconds(20)

    /// What stands before a request's path.
    private let base: String
    private let client: HTTPClient

    /// Does not connect yet. `close()` has to be called in the end.
    ///
    /// - Parameters:
    ///   - path: of the socket, at most ``longestPath`` octets.
    ///   - connections: requests under way at a time; others wait.
    ///   - idleTimeout: how long a connection is kept for the next request.
    package init(path: String, connections: Int, idleTimeout: Duration) {
        precondition(path.utf8.count <= Self.longestPath, "the path has to be checked before")
        self.init(
            base: "http+unix://\(path.percentEscaped)", tls: nil, connections: connections,
            idleTimeout: idleTimeout)
    }

    /// To `api.listen` of a node on any host; else like ``init(path:connections:idleTimeout:)``.
    ///
    /// - Parameter url: without a path.
    package init(url: String, tls: TLSConfiguration, connections: Int, idleTimeout: Duration) {
        self.init(base: url, tls: tls, connections: connections, idleTimeout: idleTimeout)
    }

    private init(
        base: String, tls: TLSConfiguration?, connections: Int, idleTimeout: Duration
    ) {
        self.base = base
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = tls
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        configuration.connectionPool.idleTimeout = TimeAmount(idleTimeout)
        configuration.timeout = .init(connect: .seconds(5), read: nil)
        // A node that is not there is reported at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Ends the connections. Nothing may be called afterwards.
    package func close() async throws { try await client.shutdown() }

    /// Without `within` it waits for as long as the node works.
    ///
    /// - Throws: ``ExchangeError``.
    package func ask<Value: Decodable>(
        _ route: Route, _ parameters: QueryParameters = QueryParameters(), body: [UInt8]? = nil,
        contentType: String? = nil, for type: Value.Type, within limit: Duration? = nil
    ) async throws -> Value {
        let answer = try await octets(
            route, parameters, body: body, contentType: contentType, within: limit)
        do {
            return try JSON.decode(type, from: answer)
        } catch {
            throw ExchangeError.unexpectedAnswer("\(route.request.path): \(error)")
        }
    }

    /// As ``ask(_:_:body:contentType:for:within:)``, for an answer of the type `accepted`.
    ///
    /// - Throws: ``ExchangeError``.
    package func octets(
        _ route: Route, _ parameters: QueryParameters = QueryParameters(), body: [UInt8]? = nil,
        contentType: String? = nil, accepting accepted: String = "application/json",
        within limit: Duration? = nil
    ) async throws -> [UInt8] {
        let request = request(
            route, parameters, body: body, contentType: contentType, accepting: accepted)
        let deadline = limit.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
        let (status, answer): (UInt, [UInt8])
        do {
            (status, answer) = try await exchange(request, deadline: deadline)
        } catch ExchangeError.unreachable where route.isRepeatable && NIODeadline.now() < deadline {
            // The connection may have ended while it waited for this request, as when the node was
            // started again.
            (status, answer) = try await exchange(request, deadline: deadline)
        }
        guard status == 200 || status == 202 || (status == 503 && route == .health) else {
            throw Self.failure(answer, status: status, route.request.path)
        }
        return answer
    }

    /// Asks for an answer that is read as it comes, however long it is.
    ///
    /// - Throws: ``ExchangeError``.
    package func stream(
        _ route: Route, _ parameters: QueryParameters = QueryParameters()
    ) async throws -> StreamedAnswer {
        let request = request(route, parameters)
        let response = try await Self.translating {
            try await execute(request, deadline: .distantFuture)
        }
        guard response.status == .ok else {
            let answer = try await Self.translating { try await Self.octets(of: response) }
            throw Self.failure(answer, status: response.status.code, route.request.path)
        }
        return StreamedAnswer(response)
    }

    private func exchange(
        _ request: HTTPClientRequest, deadline: NIODeadline
    ) async throws -> (status: UInt, body: [UInt8]) {
        try await Self.translating {
            let response = try await execute(request, deadline: deadline)
            return (response.status.code, try await Self.octets(of: response))
        }
    }

    /// Waits while so many connect at once that the system keeps no more of them for the node.
    private func execute(
        _ request: HTTPClientRequest, deadline: NIODeadline
    ) async throws -> HTTPClientResponse {
        let end = min(deadline, .now() + TimeAmount(Self.longestQueueing))
        while true {
            do {
                return try await client.execute(request, deadline: deadline)
            } catch let error as IOError where error.errnoCode == EAGAIN && .now() < end {
                try await Task.sleep(for: Self.queueingPause)
            }
        }
    }

    private func request(
        _ route: Route, _ parameters: QueryParameters, body: [UInt8]? = nil,
        contentType: String? = nil, accepting accepted: String = "application/json"
    ) -> HTTPClientRequest {
        let (method, target) = route.request
        let query = parameters.items.isEmpty ? "" : "?\(parameters.text)"
        var request = HTTPClientRequest(url: "\(base)\(target)\(query)")
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(name: "Accept", value: accepted)
        if let contentType { request.headers.add(name: "Content-Type", value: contentType) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        return request
    }

    private static func octets(of response: HTTPClientResponse) async throws -> [UInt8] {
        let body = try await response.body.collect(upTo: largestAnswer)
        return Array(body.readableBytesView)
    }

    /// What the node refused with.
    private static func failure(_ answer: [UInt8], status: UInt, _ target: String) -> ExchangeError
    {
        guard let failure = try? JSON.decode(FailureMessage.self, from: answer) else {
            return .unexpectedAnswer("\(target): status \(status)")
        }
        return .refused(failure.error)
    }
}
