import Foundation
import TestCertificates

/// A node of ours whose API is served on TLS at 127.0.0.1, with certificates of a CA of its own.
struct RemoteNode {
    let scratch: Scratch
    let certificates: TestCertificates
    let node: ClavigerNode
    let port: Int

    /// - Parameter roles: what stands in node.yaml behind `roles:`.
    init(roles: String) async throws {
        scratch = try Scratch()
        certificates = try TestCertificates(in: "\(scratch.path)/tls")
        node = try await ClavigerNode(
            "node", in: "\(scratch.path)/n", address: Loopback.address())
        port = try Loopback.port(at: "127.0.0.1")
        let tls = "certificate: ../tls/server.pem, key: ../tls/server.key, client_ca: ../tls/ca.pem"
        try node.edit("api: ", "{listen: [{address: \"127.0.0.1:\(port)\", tls: {\(tls)}}]}")
        try node.edit("roles:", " \(roles)")
        try await Program.check([Package.claviger, "config", "check", node.configuration])
        try await node.start()
    }

    func stop() async throws {
        try await node.stop()
        scratch.remove()
    }

    /// The options by which a program reaches it.
    func options(_ client: String, of other: TestCertificates? = nil) -> [String] {
        let folder = (other ?? certificates).folder
        return [
            "--node", "https://localhost:\(port)", "--certificate", "\(folder)/\(client).pem",
            "--key", "\(folder)/\(client).key", "--ca", certificates.authority,
        ]
    }

    func run(
        _ command: String, as client: String, of other: TestCertificates? = nil,
        _ arguments: String...
    ) async throws -> ProgramResult {
        try await Program.run(
            [Package.claviger, command] + options(client, of: other) + arguments)
    }

    /// Writes other roles and waits until they are in force.
    func take(roles: String) async throws {
        guard let program = node.program else { throw InteropError("the node does not run") }
        func count() -> Int { node.log.components(separatedBy: "SIGHUP: ").count }
        try node.edit("roles:", " \(roles)")
        let before = count()
        kill(program.pid, SIGHUP)
        try await poll("SIGHUP to be dealt with") { count() > before }
    }
}
