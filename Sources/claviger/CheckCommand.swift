import ArgumentParser
import NodeService

/// `claviger check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Walk the whole database and report every inconsistency.",
        discussion: """
            Reads every key, its digests and search terms and the prefix trees, through the \
            running node or, when none runs, on the closed database; changes nothing. The exit \
            code is 0 when the database is sound, else 1.

            Example:
              claviger check --config /var/lib/claviger/node.yaml
            """)

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the report as JSON.")
    var json = false

    func run() async throws {
        let report = try await AnyNode.use(node.target()) { try await $0.check() }
        if json {
            try JSONOutput.write(report)
        } else {
            for problem in report.problems { StandardOutput.line(problem) }
            let found =
                report.problems.isEmpty
                ? "no problem"
                : report.problems.count == 1 ? "1 problem" : "\(report.problems.count) problems"
            StandardOutput.line(
                "checked \(Figures.count(report.keys)) keys, \(Figures.count(report.elements)) "
                    + "elements, \(Figures.count(report.treeNodes)) tree nodes: \(found)")
        }
        if !report.problems.isEmpty { throw ExitCode.no }
    }
}
