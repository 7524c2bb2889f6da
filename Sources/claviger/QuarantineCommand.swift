import ArgumentParser
import Node
import NodeConfiguration
import NodeService
import TextTables

/// `claviger quarantine …`.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Show or release what the node died of and set aside.",
        discussion: """
            What a process of the node was digesting when it died is tried again at the next \
            start, each key in a process of its own. What that dies of, too, is set aside in \
            DATA/quarantine, as it arrived, and refused from then on. Please report it: it is a \
            fault of this program.

            Examples:
              claviger quarantine list --config /var/lib/claviger/node.yaml
              claviger quarantine release 9F86D0...0A08
            """,
        subcommands: [QuarantineListCommand.self, QuarantineReleaseCommand.self])
}

/// `claviger quarantine list`.
struct QuarantineListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is set aside, the newest first.")

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    func run() async throws {
        let status = try await AnyNode.use(node.target()) { try await $0.status() }
        if json { return try JSONOutput.write(status.quarantined) }
        guard !status.quarantined.isEmpty else {
            StandardOutput.line("nothing is quarantined")
            return
        }
        StandardOutput.write(Self.table(status.quarantined, now: SystemClock.now()))
    }

    /// The digest is what `release` takes: it is never cut.
    static func table(_ items: [QuarantinedItem], now: Int) -> Table {
        var table = Table(
            header: ["DIGEST", "KEY", "SET ASIDE", "REASON"],
            conceding: [.cut(3, to: 24), .cut(1, to: 12), .drop(1), .cut(3, to: 12), .drop(3)])
        for item in items {
            table.add(
                item.digest, item.fingerprint ?? "unknown",
                "\(Figures.duration(seconds: now - item.time)) ago", item.reason)
        }
        return table
    }
}

/// `claviger quarantine release`.
struct QuarantineReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Take something in again from the next start on.",
        discussion: "The octets that were set aside are removed with it; save them first.")

    @Argument(help: "The digest, as `list` shows it.")
    var digest: String

    @OptionGroup var node: NodeOptions

    func run() async throws {
        guard case .configured(let configuration, let file) = try node.target() else {
            throw CommandFailure(
                .usage, "the quarantine is a folder of the node's",
                advice: "Name the node with --config FILE.")
        }
        let folder = QuarantineFolder("\(configuration.data)/\(Quarantine.folderName)")
        guard try folder.release(digest.uppercased()) else {
            throw CommandFailure(
                .no, "nothing of that digest is quarantined",
                advice: "`claviger quarantine list --config \(file)` lists what is.")
        }
        StandardOutput.line("released from the next start of the node on")
    }
}
