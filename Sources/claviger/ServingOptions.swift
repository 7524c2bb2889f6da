import ArgumentParser
import NodeConfiguration

/// What every command takes that serves in the foreground.
struct ServingOptions: ParsableArguments {
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
        transform: Self.level)
    var logLevel: LogLevel?

    private static func level(_ text: String) throws -> LogLevel {
        guard let level = LogLevel(rawValue: text) else {
            let levels = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\"\(text)\" is no level: write one of \(levels).")
        }
        return level
    }

    /// The file, with the level from here where one is given.
    func configuration() throws -> NodeConfiguration {
        var configuration = try NodeConfiguration.load(config)
        if let logLevel { configuration.log.level = logLevel }
        return configuration
    }
}
