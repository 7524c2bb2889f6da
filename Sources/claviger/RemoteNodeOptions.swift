import ArgumentParser
import NodeConfiguration
import NodeSocket
import TransportSecurity

/// `--node` with `--certificate`, `--key` and `--ca`: a node on another host.
struct RemoteNodeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A node on another host, by an address of its api.listen: https://HOST:PORT.",
            valueName: "url"),
        transform: Self.address)
    var node: HostAndPort?

    @Option(
        name: .long,
        help: ArgumentHelp("With --node: the certificate to show there (PEM).", valueName: "file"),
        completion: .file())
    var certificate: String?

    @Option(
        name: .long,
        help: ArgumentHelp("With --node: the certificate's private key (PEM).", valueName: "file"),
        completion: .file())
    var key: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "With --node: the CA that the node's certificate is from (PEM); without: those of the "
                + "system.", valueName: "file"),
        completion: .file())
    var ca: String?

    func validate() throws {
        if node != nil, certificate == nil || key == nil {
            throw ValidationError("--node needs --certificate and --key.")
        }
        if node == nil, certificate != nil || key != nil || ca != nil {
            throw ValidationError("--certificate, --key and --ca need --node.")
        }
    }

    /// Nil when no such node is named.
    var address: NodeAddress? {
        guard let node, let certificate, let key else { return nil }
        return .tls(
            host: node.host, port: node.port,
            ClientTLSFiles(certificate: certificate, key: key, authority: ca))
    }

    private static func address(_ text: String) throws -> HostAndPort {
        let scheme = "https://"
        guard text.lowercased().hasPrefix(scheme) else {
            throw ValidationError(
                "\"\(text)\" is no https URL: write https://HOST:PORT, such as "
                    + "https://keys.example.org:11372.")
        }
        let rest = text.dropFirst(scheme.count)
        do {
            return try HostAndPort(String(rest.hasSuffix("/") ? rest.dropLast() : rest))
        } catch {
            throw ValidationError("\(error).")
        }
    }
}
