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

    @Option(
        name: .long,
        help: ArgumentHelp("The node's configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config = "node.yaml"

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            What to log, instead of log.level: trace, debug, info, notice, warning, error or \
            critical.
            """,
            valueName: "level"),
        transform: ServeCommand.level)
    var logLevel: LogLevel?

    @OptionGroup var remote: RemoteNodeOptions

    @Flag(help: .hidden)
    var endWithParent = false

    func run() async throws {
        if endWithParent { ParentProcess.endWithIt() }
        var configuration = try NodeConfiguration.load(config)
        if let logLevel { configuration.log.level = logLevel }
        try await HTTPGatewayProcess(
            configuration: configuration,
            node: remote.address ?? .socket(path: configuration.socket),
            logger: configuration.log.logger(.http)
        ).run()
    }
}
