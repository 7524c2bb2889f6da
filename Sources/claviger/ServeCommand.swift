import ArgumentParser
import NodeConfiguration

/// `claviger serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run a node in the foreground, until SIGTERM or SIGINT.",
        discussion: """
            Prints a line for each listener and then "ready" on standard output; its log goes to \
            standard error, one line an event: text on a terminal, JSON anywhere else, unless \
            node.yaml says otherwise. What was acknowledged to a client is on disk, so \
            the node may be killed at any moment. If it dies of a key, the next start sets that \
            key aside, and `claviger status` shows it.

            At SIGHUP it reads the file and the certificates again and takes what it can; the log \
            and `claviger status` say what needs a restart, or why nothing was taken.

            Example:
              claviger serve --config /var/lib/claviger/node.yaml
            """)

    @OptionGroup var options: ServingOptions

    func run() async throws {
        let file = ServedFile(path: options.config, logLevel: options.logLevel)
        let written = try file.read()
        let log = ProcessLog(written.configuration.log)
        try await NodeProcess(written: written, file: file, log: log).run()
    }
}
