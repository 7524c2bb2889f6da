import FoundationEssentials
import NodeRequests

/// A node of Claviger as a program on its host sees it: over the node socket.
///
/// Values of this type may be used by any number of tasks at a time. What it may do depends on the
/// role that the node gives the user of this process (`roles` in node.yaml): a reader looks up and
/// follows, a submitter hands in, the node's own user does both.
public struct NodeClient: Sendable {
    let connection: NodeConnection

    /// Requests under way at a time; others wait. The node grants one user 96 connections.
    private static let connections = 8
    /// How long a connection is kept for the next request. Less than the node does.
    private static let idleTimeout = Duration.seconds(60)
    /// For answers that the node has at hand.
    private static let promptly = Duration.seconds(60)

    /// Does not connect yet. `close()` has to be called in the end.
    ///
    /// - Parameter socket: the path that `node.socket` in node.yaml names.
    /// - Throws: ``NodeClientError/pathTooLong(limit:)``.
    public init(socket: String) throws(NodeClientError) {
        guard socket.utf8.count <= NodeConnection.longestPath else {
            throw .pathTooLong(limit: NodeConnection.longestPath)
        }
        connection = NodeConnection(
            path: socket, connections: Self.connections, idleTimeout: Self.idleTimeout)
    }

    /// Ends the connections. Nothing may be called afterwards.
    public func close() async throws { try await connection.close() }

    /// Runs `work` with a client that is closed afterwards.
    public static func with<Value>(
        socket: String, _ work: (NodeClient) async throws -> Value
    ) async throws -> Value {
        let client = try NodeClient(socket: socket)
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

    /// The keys that match, newest change first; none: an empty list.
    ///
    /// - Parameters:
    ///   - text: words, all of which have to occur in the user IDs; or `0x` and the digits of a
    ///     fingerprint or key ID.
    ///   - exact: whether a user ID or its e-mail address has to be this text.
    ///   - limit: the most that are wanted, up to 10,000.
    /// - Throws: ``NodeClientError/tooManyKeys(limit:)`` when more match.
    public func search(
        _ text: String, exact: Bool = false, limit: Int = 500
    ) async throws -> [Key] {
        var parameters = QueryParameters()
        parameters.append("search", text)
        if exact { parameters.append("exact", "on") }
        parameters.append("limit", String(limit))
        return try await lookUp(parameters)
    }

    /// The key with this fingerprint, of its primary key or of a subkey; nil: there is none.
    ///
    /// Two keys can share the fingerprint of a subkey; then it is the one that changed last.
    public func key(fingerprint: String) async throws -> Key? {
        var parameters = QueryParameters()
        parameters.append("fingerprint", fingerprint)
        return try await lookUp(parameters).first
    }

    /// Hands in keys and returns when they are on disk.
    ///
    /// - Parameter keys: one or more, binary or armored, at most 64 MiB.
    /// - Throws: ``NodeClientError/overBudget(retryAfter:)`` when this user has to wait.
    public func submit(_ keys: [UInt8]) async throws -> SubmissionReport {
        try await translating {
            try await connection.ask(
                .submit, body: keys, contentType: "application/pgp-keys",
                for: SubmissionReport.self)
        }
    }

    /// What the node is and holds.
    public func status() async throws -> NodeStatus {
        try await translating {
            try await connection.ask(.status, for: NodeStatus.self, within: Self.promptly)
        }
    }

    /// Whether the node can read and write.
    ///
    /// - Throws: ``NodeClientError/unreachable(_:)`` when there is no node to be asked.
    public func isHealthy() async throws -> Bool {
        struct Health: Decodable { let healthy: Bool }
        return try await translating {
            try await connection.ask(.health, for: Health.self, within: Self.promptly)
        }.healthy
    }

    private func lookUp(_ parameters: QueryParameters) async throws -> [Key] {
        let answer = try await translating {
            try await connection.ask(
                .lookup, parameters, for: LookupMessage.self, within: Self.promptly)
        }
        if let limit = answer.limit { throw NodeClientError.tooManyKeys(limit: limit) }
        return answer.keys.map {
            Key(fingerprint: $0.fingerprint, digest: $0.digest, packets: Array($0.packets))
        }
    }

    /// Says of a request that failed what it means to the program.
    func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as ExchangeError {
            throw NodeClientError(error)
        }
    }
}

/// The node's answer to a search.
private struct LookupMessage: Decodable {
    struct Key: Decodable {
        let fingerprint: String
        let digest: String?
        let packets: Data
    }

    let keys: [Key]
    /// Only where more keys match.
    let limit: Int?
}
