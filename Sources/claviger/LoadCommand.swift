import ArgumentParser
import NodeService

/// `claviger load FILE…`.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load keyrings and dumps into a node.",
        discussion: """
            Reads binary and armored files, plain or compressed with gzip, bzip2, xz or zstd, and \
            hands the keys to the running node or, when none runs, writes them straight into its \
            database. Refused keys are counted and the first reasons shown; they are no error.

            What was loaded when the command is interrupted stays loaded. Loading the same files \
            again is safe and fast, since keys that add nothing are not written.

            Ends with "loaded N new, N updated, N unchanged, N refused". The exit code is 0 when \
            every file was read to its end, 65 when one is unreadable, truncated or holds no key.

            Examples:
              claviger load --config /var/lib/claviger/node.yaml keyring.gpg
              claviger load --config node.yaml dump/*.pgp.xz
              claviger load --config a/node.yaml --share 1/3 keyring.gpg
            """)

    @OptionGroup var node: NodeOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only every Nth key of all files in their order, starting with the Kth: N nodes "
                + "share the files.", valueName: "k/n"))
    var share = KeyShare.everything

    @Flag(name: .long, help: "Print the summary as JSON.")
    var json = false

    @Argument(help: "Keyrings and dumps.", completion: .file())
    var files: [String]

    func run() async throws {
        let batches = KeyBatches(files: files, share: share)
        let loader = try await AnyNode.use(node.target(), takesIn: true) { node in
            var loader = KeyLoader(progress: LoadProgress(totalBytes: batches.totalBytes))
            try await loader.load(batches, through: node)
            return loader
        }
        report(loader)
        if json {
            try JSONOutput.write(loader.summary)
        } else {
            StandardOutput.line(loader.summary.description)
        }
        let problems = batches.problems
        for problem in problems { StandardError.line("claviger: \(problem.description)") }
        guard problems.isEmpty else { throw ExitCode.badInput }
    }

    private func report(_ loader: KeyLoader) {
        for reason in loader.reasons { StandardError.line("refused: \(reason)") }
        let others = loader.summary.refused - loader.reasons.count
        if others > 0 { StandardError.line("refused: \(Figures.count(others)) more") }
    }
}
