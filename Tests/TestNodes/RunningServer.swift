package import Logging
package import NodeService
package import NodeSocket
import TestSupport

/// Runs `work` while a server of `node` listens at `path`, where everybody is taken for `caller` if
/// there is one; orders are told to `audit`. It is stopped afterwards as by SIGTERM.
package func withServer<Value: Sendable>(
    _ node: any OperatorService, at path: String, access: LiveAccess = LiveAccess(),
    as caller: PeerCredential? = nil,
    identify: (@Sendable (CInt) -> PeerCredential?)? = nil, refusals: Refusals = Refusals(),
    idleTimeout: Duration = .seconds(20),
    bodies: RequestBodies = RequestBodies(), audit: Logger? = nil,
    _ work: @escaping @Sendable (_ stop: @escaping @Sendable () async -> Void) async throws -> Value
) async throws -> Value {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (listening, signal) = AsyncStream.makeStream(of: Void.self)
    let server = try NodeSocketServer(
        path: path, node: node, access: access,
        identify: identify ?? { caller ?? PeerCredential.of($0) },
        idleTimeout: idleTimeout, bodies: bodies, refusals: refusals, logger: logger,
        audit: audit ?? logger,
        onListening: { signal.yield() })
    return try await withService(server, listening: (listening, signal), logger: logger) {
        _, stop in
        try await within { try await work(stop) }
    }
}

/// Runs `work` with a client of a server of `node`.
package func withClient<Value: Sendable>(
    _ node: any OperatorService,
    _ work: @escaping @Sendable (NodeSocketClient) async throws -> Value
) async throws -> Value {
    try await withFolder { folder in
        let path = folder + "/node.sock"
        return try await withServer(node, at: path) { _ in
            try await NodeSocketClient.with(path: path, work)
        }
    }
}
