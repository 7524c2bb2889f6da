import ArgumentParser
import NodeService

/// `claviger status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the running node is and holds.",
        discussion: """
            Two nodes hold the same keys when their root digests of a set are equal.

            Examples:
              claviger status --config /var/lib/claviger/node.yaml
              claviger status --socket /run/claviger/node.sock --json
            """)

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    func run() async throws {
        let status = try await RunningNode.use(node.target()) { try await $0.status() }
        if json { return try JSONOutput.write(status) }
        for line in Self.lines(status, now: SystemClock.now()) {
            StandardOutput.line(line)
        }
    }

    static func lines(_ status: NodeStatus, now: Int) -> [String] {
        var table = Table()
        table.add("node", status.name)
        table.add("version", status.version)
        table.add("running", "for \(Figures.duration(seconds: now - status.started))")
        table.add("keys", Figures.count(status.keys))
        for set in status.sets {
            table.add("set \(set.profile)", "\(Figures.count(set.count)), root \(set.rootDigest)")
        }
        table.add("rules", status.rules)
        for listener in status.listeners { table.add("listening", listener) }
        table.add("database", Figures.bytes(status.databaseBytes))
        for (reason, count) in status.refusals.sorted(by: { $0.key < $1.key }) {
            table.add("refused", "\(Figures.count(count)) \(reason)")
        }
        for item in status.quarantined {
            table.add(
                "quarantined",
                "\(item.fingerprint ?? "no key that could be told") "
                    + "\(Figures.duration(seconds: now - item.time)) ago, \(item.reason), "
                    + "digest \(item.digest)")
        }
        return table.lines
    }
}
