import ArgumentParser
import NodeConfiguration

/// `claviger config …`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Work on configuration files.",
        subcommands: [ConfigCheckCommand.self])
}

/// `claviger config check FILE`.
struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report everything that is wrong with a node.yaml.",
        discussion: """
            Each problem is one line: file, line, place, what is wrong and what to write instead. \
            The exit code is 0 when there is none, else 78. A node makes the same check when it \
            starts.

            Example:
              claviger config check /var/lib/claviger/node.yaml
            """)

    @Argument(help: "The file to check.", completion: .file(extensions: ["yaml"]))
    var file: String

    @Flag(name: .long, help: "Print the problems as JSON.")
    var json = false

    func run() async throws {
        do {
            let configuration = try NodeConfiguration.loadToServe(file).configuration
            for warning in configuration.expiryWarnings(file: file) {
                StandardError.line("warning: \(warning)")
            }
        } catch {
            if json {
                try JSONOutput.write(error.problems.map(Problem.init))
            } else {
                StandardError.line(error.description)
            }
            throw ExitCode.configuration
        }
        if json {
            try JSONOutput.write([Problem]())
        } else {
            StandardOutput.line("\(file): no problem")
        }
    }

    private struct Problem: Encodable {
        let line: Int?
        let path: String
        let message: String

        init(_ problem: ConfigurationProblem) {
            line = problem.line
            path = problem.path
            message = problem.message
        }
    }
}
