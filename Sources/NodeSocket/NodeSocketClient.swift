import FoundationEssentials
package import Keyring
import NIOSSL
import NodeRequests
package import NodeService
package import OpenPGP
package import Telemetry
import TransportSecurity

/// ``NodeService`` as seen from another process: each call is a request to the node's socket, or to
/// its API on TLS.
///
/// What the node throws as `NodeServiceError` is thrown here alike; everything else that goes wrong
/// is a ``NodeSocketError``.
package struct NodeSocketClient: NodeService {
    let address: NodeAddress
    private let connection: NodeConnection
    /// Where one is asked often enough to be worth it.
    private let lookups: LookupLanes?
    private let lookupsAtOnce: LoopLanes?

    /// For answers that the node has at hand.
    static let promptly = Duration.seconds(60)

    /// As ``init(_:use:)``, for the socket at `path`.
    package init(path: String, use: Use = Use()) throws {
        try self.init(.socket(path: path), use: use)
    }

    /// Does not connect yet, but reads the files of TLS: blocks. `close()` has to be called in the
    /// end.
    ///
    /// - Throws: ``NodeSocketError/pathTooLong(_:octets:limit:)`` or
    ///   ``NodeSocketError/unusableFiles(reason:)``.
    package init(_ address: NodeAddress, use: Use = Use()) throws {
        self.address = address
        switch address {
        case .socket(let path):
            let path = try SocketPath(path)
            connection = NodeConnection(
                path: path.text, connections: use.connections, idleTimeout: use.idleTimeout)
            lookups =
                use.keepsLookups ? LookupLanes(path: path, idleTimeout: use.idleTimeout) : nil
            lookupsAtOnce = use.keepsLookups ? LoopLanes(path: path) : nil
        case .tls(_, _, let files):
            let tls: TLSConfiguration
            do throws(TLSFileErrors) { tls = try ClientTLS(files).configuration } catch {
                throw NodeSocketError.unusableFiles(reason: error.description)
            }
            connection = NodeConnection(
                url: address.description, tls: tls, connections: use.connections,
                idleTimeout: use.idleTimeout)
            lookups = nil
            lookupsAtOnce = nil
        }
    }

    /// Ends its connections. Nothing may be called afterwards.
    package func close() async throws {
        lookups?.close()
        lookupsAtOnce?.close()
        try await connection.close()
    }

    /// Runs `work` with a client that is closed afterwards.
    package static func with<Value>(
        path: String, use: Use = Use(), _ work: (NodeSocketClient) async throws -> Value
    ) async throws -> Value {
        try await with(.socket(path: path), use: use, work)
    }

    /// As ``with(path:use:_:)``, for a node anywhere.
    package static func with<Value>(
        _ address: NodeAddress, use: Use = Use(), _ work: (NodeSocketClient) async throws -> Value
    ) async throws -> Value {
        let client = try NodeSocketClient(address, use: use)
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
        try await lookup(query, limit: limit, digests: true)
    }

    package func lookupWithoutDigests(
        _ query: KeyQuery, limit: Int
    ) async throws -> LookupAnswer {
        try await lookup(query, limit: limit, digests: false)
    }

    private func lookup(
        _ query: KeyQuery, limit: Int, digests: Bool
    ) async throws -> LookupAnswer {
        if let answer = try await lookups?.lookup(query, limit: limit, digests: digests) {
            return answer
        }
        var parameters = QueryParameters(query)
        parameters.append("limit", String(limit))
        let answer = try await ask(
            .lookup, parameters, for: Messages.Lookup.self, within: Self.promptly)
        return try answer.answer()
    }

    package func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int,
        then: @escaping (Result<LookupAnswer, any Error>?) -> Void
    ) {
        guard let lookupsAtOnce else { return then(nil) }
        lookupsAtOnce.lookup(query, limit: limit, octets: octets, then: then)
    }

    package func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        let question = Messages.DigestQuery(
            digests: digests.map(\.hex), maximumBytes: maximumBytes)
        let answer = try await translating {
            try await connection.octets(
                .keysByDigest, body: try JSON.encode(question), contentType: "application/json",
                accepting: KeyFrames.contentType, within: Self.promptly)
        }
        guard let keys = KeyFrames.read(answer) else {
            throw NodeSocketError.unexpectedAnswer("/v1/keys/by-digest: malformed")
        }
        return keys
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

    /// Who orders it is whom the node sees at the other end of the socket, whatever is said here.
    package func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by _: String
    ) async throws -> RedactionReport {
        let order = Messages.RedactionOrder(
            fingerprint: fingerprint.hex, userID: userID.map { Data($0) })
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
        try await translating {
            try await connection.ask(
                route, parameters, body: body, contentType: contentType, for: type, within: limit)
        }
    }

    /// Asks for an answer that is read as it comes, however long it is.
    func stream(
        _ route: Route, _ parameters: QueryParameters = QueryParameters()
    ) async throws -> StreamedAnswer {
        try await translating { try await connection.stream(route, parameters) }
    }

    /// Says of a request that failed what it means to a command.
    func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as ExchangeError {
            switch error {
            case .unreachable(let reason):
                throw NodeSocketError.unreachable(address.description, reason: reason)
            case .untrusted(let reason):
                throw NodeSocketError.untrusted(address.description, reason: reason)
            case .refused(let description): throw description.error
            case .unexpectedAnswer(let what): throw NodeSocketError.unexpectedAnswer(what)
            }
        }
    }
}
