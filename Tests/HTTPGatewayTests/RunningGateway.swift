import Keyring
import Logging
import NIOCore
import NIOPosix
import NodeService
import Synchronization
import TestSupport
import Testing
import TransportSecurity

@testable import HTTPGateway

/// A gateway that listens on a port of its own for as long as a test needs it.
struct RunningGateway {
    let port: Int
    let refusals: Refusals
    /// Stops it as SIGTERM does.
    let stop: @Sendable () async -> Void
    /// Takes what has changed in its configuration as SIGHUP does.
    let reload: @Sendable ((inout HTTPGatewayConfiguration) -> Void) async throws -> Void

    var url: String { "http://127.0.0.1:\(port)" }

    static let facts = HTTPGatewayConfiguration.Facts(
        hostname: "keys.example.org", nodename: "a", version: "0.1.0", contact: "0x12345678",
        httpPort: 11371, reconPort: 11370)
}

/// Runs `work` with a gateway on `node` and stops the gateway, however it ends.
func withGateway<Value: Sendable>(
    _ node: any NodeService, host: String = "127.0.0.1", tls: TLSFiles? = nil,
    idleTimeout: Duration = .seconds(20), trustedProxies: [AddressRange] = [],
    metricsReaders: [AddressRange] = HTTPGatewayConfiguration.loopback,
    process: HTTPGatewayConfiguration.Process = .node, limits: HTTPLimits = HTTPLimits(),
    _ work: @escaping @Sendable (RunningGateway) async throws -> Value
) async throws -> Value {
    let refusals = Refusals()
    let (bound, binding) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let configuration = HTTPGatewayConfiguration(
        listen: [.init(host: host, port: 0, tls: tls)], idleTimeout: idleTimeout,
        trustedProxies: trustedProxies, metricsReaders: metricsReaders, process: process,
        limits: limits, facts: RunningGateway.facts)
    let gateway = HTTPGateway(
        configuration: configuration, node: node, refusals: refusals, logger: logger,
        now: { 1_700_000_000 },
        onListening: { binding.yield($0.port) })
    return try await withService(gateway, listening: (bound, binding), logger: logger) {
        port, stop in
        let running = RunningGateway(
            port: port, refusals: refusals, stop: stop,
            reload: { change in
                var changed = configuration
                change(&changed)
                try await gateway.reload(changed)
            })
        return try await work(running)
    }
}
