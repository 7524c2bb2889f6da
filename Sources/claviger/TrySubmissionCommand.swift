import ArgumentParser
import Logging
import Node
import NodeConfiguration

/// `claviger try-submission`: what ``Leftovers`` starts. Not for people.
struct TrySubmissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try-submission",
        abstract: "Take in what a process left that died (started by serve and load).",
        shouldDisplay: false)

    @Option(name: .long)
    var config: String

    @Option(name: .long)
    var singly: [String] = []

    @Option(name: .long)
    var predecessor: Int32?

    func run() async throws {
        ParentProcess.endWithIt()
        let configuration = try NodeConfiguration.load(config)
        let logger = configuration.log.logger(.node)
        // Whoever started this opens it next, and tells why it cannot be opened.
        guard
            let node = try? Node.open(configuration, verifying: LeftoverTrial.told, logger: logger)
        else {
            throw ExitCode.unavailable
        }
        do {
            try await LeftoverTrial(
                node: node, folder: QuarantineTrialFolder(data: configuration.data),
                quarantine: Quarantine(
                    folder: "\(configuration.data)/\(Quarantine.folderName)"),
                singly: positions, predecessor: predecessor
            ).run()
        } catch {
            try? node.close()
            throw error
        }
        try node.close()
    }

    /// What `--singly` says, each as a line of ``LeftoverTrial/Step``.
    private var positions: [String: LeftoverTrial.Position] {
        singly.reduce(into: [:]) { positions, line in
            if case .blob(let entry, let position)? = LeftoverTrial.Step(line: line) {
                positions[entry] = position
            }
        }
    }
}
