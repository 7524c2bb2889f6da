import ArgumentParser
import Node
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

            What was loaded when the command is interrupted stays loaded. Without a running node, \
            the same command on unchanged files then goes on where it was. Loading the same files \
            again is safe and fast, since keys that add nothing are not written.

            Ends with "loaded N new, N updated, N unchanged, N refused". The exit code is 0 when \
            every file was read to its end, 65 when one is unreadable, truncated or holds no key.

            Examples:
              claviger load --config /var/lib/claviger/node.yaml keyring.gpg
              claviger load --config node.yaml dump/*.pgp.xz
              claviger load --config a/node.yaml --share 1/3 keyring.gpg
              claviger load --config node.yaml --trusted own-keys.pgp
            """)

    @OptionGroup var node: NodeOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only every Nth key of all files in their order, starting with the Kth: N nodes "
                + "share the files.", valueName: "k/n"))
    var share = KeyShare.everything

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Take self-signatures as verified, without a running node.",
            discussion: """
                For keys whose signatures you have verified yourself, in files that nobody else \
                can have changed. Everything else is checked as always, but anybody can make \
                such signatures: in a file that others had in hands, or that holds what a public \
                server stored without verifying it, as its dumps do, there can be revocations \
                and user IDs that no owner made, and they would be served. `claviger check` \
                verifies everything and names what does not hold.
                """))
    var trusted = false

    @Flag(name: .long, help: "Print the summary as JSON.")
    var json = false

    @Argument(help: "Keyrings and dumps.", completion: .file())
    var files: [String]

    func run() async throws {
        let batches = KeyBatches(
            files: files, share: share, manner: trusted ? "trusted" : "verified")
        let loader = try await AnyNode.use(node.target(), takesIn: true) { node in
            var loader = KeyLoader(progress: LoadProgress(totalBytes: batches.totalBytes))
            if let opened = node as? Node {
                try await loader.load(batches, into: opened, trusting: trusted)
            } else if trusted {
                throw CommandFailure(
                    .unavailable, "a node runs, and takes nothing unverified",
                    advice: "Nothing was loaded. Stop the node, or leave --trusted out.")
            } else {
                try await loader.load(batches, through: node)
            }
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
