import ArgumentParser
import NodeService
import TextTables

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
              claviger status --watch 5
            """)

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Show it again every so many seconds, until the node stops or you do.",
            valueName: "seconds"))
    var watch: Int?

    func validate() throws {
        if let watch, !(1...Self.longestInterval).contains(watch) {
            throw ValidationError("--watch is 1 to \(Self.longestInterval) seconds.")
        }
    }

    /// A day: who looks less often has no use for a command that stays.
    private static let longestInterval = 86_400

    func run() async throws {
        try await RunningNode.use(node.target()) { node in
            try show(try await node.status())
            guard let watch else { return }
            while true {
                try await Task.sleep(for: .seconds(watch))
                let status = try await node.status()
                // A terminal is drawn anew; a file or a program gets one status after the other.
                if StandardOutput.isTerminal { StandardOutput.write("\u{1B}[H\u{1B}[2J") }
                try show(status)
            }
        }
    }

    private func show(_ status: NodeStatus) throws {
        if json { return try JSONOutput.write(status) }
        StandardOutput.write(Self.table(status, now: SystemClock.now()))
    }

    static func table(_ status: NodeStatus, now: Int) -> Table {
        var table = Table(flexible: 1)
        table.add("node", status.name)
        table.add("version", status.version)
        table.add("running", "for \(Figures.duration(seconds: now - status.started))")
        table.add("keys", Figures.count(status.keys))
        for set in status.sets {
            table.add("set \(set.profile)", "\(Figures.count(set.count)), root \(set.rootDigest)")
        }
        table.add("rules", status.rules)
        for listener in status.listeners { table.add("listening", listener) }
        for worker in status.workers {
            let process = worker.process.map { ", process \($0)" } ?? ""
            let age = worker.started.map { " for \(Figures.duration(seconds: now - $0))" } ?? ""
            table.add(
                "worker",
                "\(worker.name) \(worker.state.rawValue)\(age)\(process), "
                    + "\(Figures.count(worker.restarts)) restarts")
        }
        table.add("database", Figures.bytes(status.databaseBytes))
        for (reason, count) in status.refusals.sorted(by: { $0.key < $1.key }) {
            table.add("refused", "\(Figures.count(count)) \(reason)")
        }
        if let configuration = status.configuration {
            table.add(
                "configuration",
                "\(configuration.digest), taken "
                    + "\(Figures.duration(seconds: now - configuration.taken)) ago")
            for place in configuration.waiting { table.add("needs restart", place) }
            for problem in configuration.problems { table.add("not taken", problem) }
        }
        for item in status.quarantined {
            table.add(
                "quarantined",
                "\(item.fingerprint ?? "no key that could be told") "
                    + "\(Figures.duration(seconds: now - item.time)) ago, \(item.reason), "
                    + "digest \(item.digest)")
        }
        return table
    }
}
