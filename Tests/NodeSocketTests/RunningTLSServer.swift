import Foundation
import Logging
import NodeService
import Synchronization
import TestCertificates
import TestSupport
import Testing
import TransportSecurity

@testable import NodeSocket

/// A server of the API on TLS at a port of its own, with certificates of a CA of its own.
struct RunningTLSServer: Sendable {
    let certificates: TestCertificates
    let port: Int
    let access: LiveAccess
    let refusals: Refusals
    /// Reads the files again as SIGHUP does.
    let reload: @Sendable () async throws -> Void

    /// The server's address with the files of a client.
    func address(
        _ client: String = "client", of other: TestCertificates? = nil, host: String = "localhost",
        authority: String? = nil
    ) -> NodeAddress {
        let folder = (other ?? certificates).folder
        return .tls(
            host: host, port: port,
            ClientTLSFiles(
                certificate: "\(folder)/\(client).pem", key: "\(folder)/\(client).key",
                authority: authority ?? certificates.authority))
    }

    /// Waits until so many handshakes have failed: the client may know it first.
    func expectFailedHandshakes(_ count: Int) async throws {
        while refusals.all["api.tls", default: 0] < count {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(refusals.all == ["api.tls": count])
    }

    /// What a command sees that asks for the status.
    func status(_ address: NodeAddress) async throws -> NodeStatus {
        try await NodeSocketClient.with(address) { try await $0.status() }
    }
}

/// Runs `work` while a server of `node` listens for whom `grants` name.
func withTLSServer<Value: Sendable>(
    _ node: any OperatorService, _ grants: [Role: [AccessRules.Subject]],
    idleTimeout: Duration = .seconds(20),
    _ work: @escaping @Sendable (RunningTLSServer) async throws -> Value
) async throws -> Value {
    try await withFolder { folder in
        let certificates = try TestCertificates(in: folder)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (access, refusals) = (LiveAccess(AccessRules(grants)), Refusals())
        let (listening, signal) = AsyncStream.makeStream(of: Void.self)
        let port = Mutex(0)
        let listener = NodeTLSServer.Listener(
            host: "127.0.0.1", port: 0,
            tls: TLSFiles(
                certificate: certificates.certificate, key: certificates.key,
                clientCA: certificates.authority))
        let server = NodeTLSServer(
            listeners: [listener], node: node, access: access, idleTimeout: idleTimeout,
            refusals: refusals, logger: logger, audit: logger
        ) { bound in
            port.withLock { $0 = bound.port }
            signal.yield()
        }
        return try await withService(server, listening: (listening, signal), logger: logger) {
            _, _ in
            try await work(
                RunningTLSServer(
                    certificates: certificates, port: port.withLock { $0 }, access: access,
                    refusals: refusals, reload: { try await server.reload([listener]) }))
        }
    }
}
