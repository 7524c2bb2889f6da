import NodeService
import NodeSocket

/// The running node, over its socket or on TLS.
enum RunningNode {
    static func use<Value>(
        _ target: NodeOptions.Target, _ work: (any OperatorService) async throws -> Value
    ) async throws -> Value {
        do {
            return try await NodeSocketClient.with(target.address) { client in
                try await work(client)
            }
        } catch NodeSocketError.unreachable(let path, let reason) {
            throw CommandFailure(
                .unavailable, "no node answers at \(path): \(reason)", advice: target.startAdvice)
        }
    }

    /// True when a node answers now.
    static func answers(_ target: NodeOptions.Target) async -> Bool {
        let status = try? await NodeSocketClient.with(target.address) { client in
            try await client.status()
        }
        return status != nil
    }
}

extension NodeOptions.Target {
    /// What to do when no node answers.
    fileprivate var startAdvice: String {
        switch self {
        case .configured(_, let file): "Start it with `claviger serve --config \(file)`."
        case .remote: "Start the node, or name an address of its api.listen with --node."
        case .socket: "Start the node, or name the socket of a running one with --socket."
        }
    }
}
