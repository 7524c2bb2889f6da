import ArgumentParser
import NodeConfiguration
import NodeSocket

/// `claviger gateway http`.
struct HTTPGatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Serve HKP in the foreground, until SIGTERM or SIGINT.",
        discussion: """
            Listens where http.listen in node.yaml says; several may share the addresses. With \
            `http.workers: apart` the node leaves them to such processes, with a number it starts \
            so many of them itself. While the node is away clients are told to come back.

            With --node it serves for a node on another host, whose api.listen lets its \
            certificate in as a gateway. Of its own node.yaml it then uses all but node.socket; \
            node.idle_timeout is to be that of the node.

            Examples:
              claviger gateway http --config /var/lib/claviger/node.yaml
              claviger gateway http --config gateway.yaml --node https://a.example.org:11372 \\
                --certificate gateway.pem --key gateway.key --ca ca.pem
            """)

    @OptionGroup var options: ServingOptions

    @Option(
        help: ArgumentHelp(
            """
            What its log lines and metrics call this process (the label process), where several \
            serve the same addresses: letters, digits and -.
            """,
            valueName: "name"))
    var name = "gateway"

    /// Descriptors of sockets that listen already, one for each of http.listen.
    @Option(parsing: .upToNextOption, help: .hidden)
    var listening: [Int32] = []

    @OptionGroup var remote: RemoteNodeOptions

    @Flag(help: .hidden)
    var endWithParent = false

    func validate() throws {
        let isName = name.utf8.allSatisfy { octet in
            octet == UInt8(ascii: "-")
                || octet < 0x80 && Character(Unicode.Scalar(octet)).isWordlike
        }
        guard isName, (1...Self.longestName).contains(name.utf8.count) else {
            throw ValidationError(
                "--name: 1 to \(Self.longestName) letters, digits and -, such as gateway-2.")
        }
    }

    /// It stands in every sample.
    private static let longestName = 32

    func run() async throws {
        if endWithParent { ParentProcess.endWithIt() }
        let configuration = try options.configuration()
        try await HTTPGatewayProcess(
            configuration: configuration,
            node: remote.address ?? .socket(path: configuration.socket), name: name,
            listening: listening,
            logger: configuration.log.logger(.http)
        ).run()
    }
}

extension Character {
    fileprivate var isWordlike: Bool { isLetter || isNumber }
}
