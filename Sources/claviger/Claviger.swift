import ArgumentParser

/// The executable: parses the command line, runs one subcommand, and turns what it throws into one
/// line, advice and an exit code.
@main
struct Claviger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claviger",
        abstract: "An OpenPGP keyserver that keeps itself equal to its peers.",
        discussion: """
            A first node:
              claviger init /var/lib/claviger --http 127.0.0.1:11371
              claviger load --config /var/lib/claviger/node.yaml keyring.gpg
              claviger serve --config /var/lib/claviger/node.yaml

            Exit codes: 0 done, 1 the answer is no, 64 usage, 65 bad input, 69 node not reachable, \
            70 our fault, 78 configuration.
            """,
        version: Version.current,
        subcommands: [
            InitCommand.self, ConfigCommand.self, ServeCommand.self, LoadCommand.self,
            GetCommand.self, SearchCommand.self, AddCommand.self, ChangesCommand.self,
            DumpCommand.self, BackupCommand.self, RestoreCommand.self,
            CheckCommand.self, StatusCommand.self, PeersCommand.self, ReconCommand.self,
            RedactCommand.self, RemoveCommand.self, QuarantineCommand.self, GatewayCommand.self,
            TrySubmissionCommand.self,
        ])

    static func main() async {
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard let failure = CommandFailure(error) else { exit(withError: error) }
            StandardError.line("claviger: \(failure.message)")
            if let advice = failure.advice { StandardError.line(advice) }
            exit(withError: failure.exitCode)
        }
    }
}
