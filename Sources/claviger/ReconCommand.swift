import ArgumentParser
import NodeService
import TextTables

/// `claviger recon PEER`.
struct ReconCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recon",
        abstract: "Reconcile with one peer now, and fetch what it has and this node lacks.",
        discussion: """
            Ends when the fetch has ended. "declined" counts what the peer has and this node does \
            not take: keys that were removed by order, or that came to nothing before. The exit \
            code is 1 when the peer cannot be reached, refuses or fails.

            Examples:
              claviger recon b --config /var/lib/claviger/node.yaml
              claviger recon b --json
            """)

    @Argument(help: "The peer's name in node.yaml.")
    var peer: String

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the report as JSON.")
    var json = false

    func run() async throws {
        let report = try await RunningNode.use(node.target()) {
            try await $0.reconcile(with: peer)
        }
        if json { return try JSONOutput.write(report) }
        StandardOutput.write(Self.table(report))
    }

    static func table(_ report: ReconciliationReport) -> Table {
        var table = Table(flexible: 1)
        table.add("peer", report.peer)
        table.add("missing", Figures.count(report.missing))
        table.add("declined", Figures.count(report.declined))
        table.add("fetched", Figures.count(report.fetched))
        table.add("outstanding", Figures.count(report.outstanding))
        table.add("solved", "\(Figures.count(report.solved)), not \(report.unsolved)")
        table.add(
            "recon",
            "\(Figures.bytes(report.bytesSent)) sent, "
                + "\(Figures.bytes(report.bytesReceived)) received")
        table.add("seconds", "\((report.seconds * 1_000).rounded() / 1_000)")
        return table
    }
}
