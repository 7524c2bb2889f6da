import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Replication
import SetReconciliation

/// Fetches keys by digest from a peer's HTTP port.
struct HashqueryClient: Sendable {
    /// Why a fetch failed before its end.
    enum Failure: Error, CustomStringConvertible {
        /// The peer's HTTP port is not there, or it has no time: the digests are not to blame.
        case unavailable(String)
        case status(UInt)
        /// The connection broke in the middle.
        case broken(String)
        case tooLong(limit: Int)

        var description: String {
            switch self {
            case .unavailable(let reason): "hashquery: the peer is not available: \(reason)"
            case .status(let code): "hashquery: the peer answers with HTTP status \(code)"
            case .broken(let reason): "hashquery: the answer broke off: \(reason)"
            case .tooLong(let limit): "hashquery: the answer is longer than \(limit) bytes"
            }
        }
    }

    private let client: HTTPClient
    private let limits: GossipLimits

    /// - Parameter source: the address to dial from; nil: the system's choice.
    init(source: String?, limits: GossipLimits) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: limits.connectTimeout, read: limits.fetchTimeout),
            // A connection that the peer closes while we send on it would look like an answer that
            // broke off, so none is kept longer than any server keeps it.
            connectionPool: .init(idleTimeout: .seconds(2)))
        configuration.httpVersion = .http1Only
        configuration.localAddress = source
        self.limits = limits
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func shutdown() async throws {
        try await client.shutdown()
    }

    /// Asks for the digests and hands the keys over as they arrive, in portions of bounded size;
    /// keys that were complete before the answer broke are handed over too.
    ///
    /// - Parameter url: that of the peer's hashquery.
    /// - Throws: ``Failure``, `HashqueryAnswerError`, or what `take` throws.
    func fetch(
        _ digests: [Element], from url: String, take: ([[UInt8]]) async throws -> Void
    ) async throws {
        var keys: [[UInt8]] = []
        let body = try await ask(digests, url)
        let broken = await receive(body, asked: digests.count, keys: &keys, take: take)
        if !keys.isEmpty { try await take(keys) }
        if let broken { throw broken }
    }

    private func ask(_ digests: [Element], _ url: String) async throws -> HTTPClientResponse.Body {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: HashqueryRequest.contentType)
        request.body = .bytes(ByteBuffer(bytes: HashqueryRequest.body(for: digests)))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                request, deadline: .now() + limits.fetchDeadline)
        } catch {
            throw Self.failure(error)
        }
        switch response.status.code {
        case 200..<300: return response.body
        case 429, 503: throw Failure.unavailable("HTTP status \(response.status.code)")
        default: throw Failure.status(response.status.code)
        }
    }

    /// Reads the answer and returns what broke it, if anything did.
    private func receive(
        _ body: HTTPClientResponse.Body, asked: Int, keys: inout [[UInt8]],
        take: ([[UInt8]]) async throws -> Void
    ) async -> (any Error)? {
        var decoder = HashqueryAnswerDecoder(asked: asked, maximumKeyLength: limits.keyBytes)
        var length = 0
        do {
            for try await part in body {
                length += part.readableBytes
                guard length <= limits.answerBytes else {
                    return Failure.tooLong(limit: limits.answerBytes)
                }
                do {
                    try decoder.receive(Array(part.readableBytesView)[...], keys: &keys)
                    guard keys.reduce(0, { $0 + $1.count }) >= limits.commitBytes else { continue }
                    let portion = keys
                    keys = []
                    try await take(portion)
                } catch {
                    return error
                }
            }
        } catch is CancellationError {
            return CancellationError()
        } catch {
            return Failure.broken(GossipFailure(error).text)
        }
        do {
            try decoder.finish()
            return nil
        } catch {
            return error
        }
    }

    /// Whether the peer is away or its answer is bad, before there is an answer.
    private static func failure(_ error: any Error) -> any Error {
        if error is CancellationError { return error }
        let text = GossipFailure(error).text
        switch error as? HTTPClientError {
        case .remoteConnectionClosed?, .readTimeout?: return Failure.broken(text)
        default: return Failure.unavailable(text)
        }
    }
}
