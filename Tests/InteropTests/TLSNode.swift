import Foundation
import TestCertificates

/// A node of ours that speaks TLS at 127.0.0.1 and ::1, with certificates of a CA of its own.
struct TLSNode {
    let scratch: Scratch
    let certificates: TestCertificates
    let node: ClavigerNode
    let port: Int
    /// Where clients need a certificate.
    let portForKnown: Int
    let portOfIPv6: Int

    init() async throws {
        scratch = try Scratch()
        certificates = try TestCertificates(in: "\(scratch.path)/tls")
        node = try await ClavigerNode(
            "n", in: "\(scratch.path)/n", address: Loopback.address())
        port = try Loopback.port(at: "127.0.0.1")
        portForKnown = try Loopback.port(at: "127.0.0.1")
        // Nobody has it at 127.0.0.1, so nobody who listens for both has it here.
        portOfIPv6 = try Loopback.port(at: "127.0.0.1")
        let tls = "certificate: ../tls/server.pem, key: ../tls/server.key"
        let listeners = [
            "\"\(node.address):\(node.httpPort)\"",
            "{address: \"127.0.0.1:\(port)\", tls: {\(tls)}}",
            "{address: \"127.0.0.1:\(portForKnown)\", tls: {\(tls), client_ca: ../tls/ca.pem}}",
            "{address: \"[::1]:\(portOfIPv6)\", tls: {\(tls)}}",
        ]
        try node.edit("  listen: ", "[\(listeners.joined(separator: ", "))]")
        try await Program.check([Package.claviger, "config", "check", node.configuration])
        try await node.start()
    }

    func stop() async throws {
        try await node.stop()
        scratch.remove()
    }

    func curl(
        _ port: Int, _ arguments: [String] = [], host: String = "localhost"
    ) async throws -> ProgramResult {
        try await Program.run(
            ["curl", "-s", "-S", "-m", "20", "--cacert", certificates.authority] + arguments
                + ["https://\(host):\(port)/pks/health"])
    }

    /// What the status says of the configuration.
    struct Configuration: Decodable {
        let digest: String
        let taken: Int
        let waiting: [String]
        let problems: [String]
    }

    func configuration() async throws -> Configuration {
        struct Status: Decodable {
            let configuration: Configuration
        }
        // By the socket: node.yaml may be broken when a test asks.
        let result = try await Program.run([
            Package.claviger, "status", "--json", "--socket", "\(node.folder)/data/node.sock",
        ])
        guard result.code == 0 else { throw InteropError("status: \(result.errors)") }
        return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8)).configuration
    }

    /// Sends SIGHUP and waits until the log says that it has been dealt with, then for `condition`.
    func hangUp(
        until condition: (Configuration) -> Bool = { $0.problems.isEmpty }
    ) async throws {
        guard let program = node.program else { throw InteropError("the node does not run") }
        func count() -> Int { node.log.components(separatedBy: "SIGHUP: ").count }
        let before = count()
        kill(program.pid, SIGHUP)
        try await poll("SIGHUP to be dealt with") { count() > before }
        try await poll("the status to show it") { condition(try await configuration()) }
    }
}

extension GnuPGHome {
    /// Lets dirmngr believe this CA, and no other, of keyservers.
    func trust(_ authority: String) throws {
        try "hkp-cacert \(authority)\n".write(
            toFile: "\(folder)/dirmngr.conf", atomically: true, encoding: .utf8)
    }

    /// Runs gpg against the TLS port at 127.0.0.1. dirmngr compares no certificate with the names and
    /// addresses of the host itself, so it has to be called `keys.test`, which the system has to know:
    /// in a mount namespace, for gpg and what it starts.
    func overTLS(_ port: Int, _ arguments: String...) async throws -> ProgramResult {
        let hosts = "\(folder)/hosts"
        try "127.0.0.1 localhost keys.test\n".write(
            toFile: hosts, atomically: true, encoding: .utf8)
        return try await Program.run(
            Namespace.mounts + [
                "sh", "-c",
                "mount --bind '\(hosts)' /etc/hosts && exec \"$0\" \"$@\"", "gpg", "--batch",
                "--no-tty", "--keyserver", "hkps://keys.test:\(port)",
            ] + arguments, environment: ["GNUPGHOME": folder, "LC_ALL": "C.UTF-8"])
    }
}
