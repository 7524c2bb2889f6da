import ArgumentParser
import Glibc
import NodeService
import OpenPGP
import TextTables

/// `claviger remove FINGERPRINT`.
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Delete a key and refuse it from now on, or let it back in.",
        discussion: """
            For demands of erasure. The key is deleted with everything that was kept of it; its \
            fingerprint is remembered with who ordered the removal and why, since peers go on \
            offering the key: from them, from clients and from dumps it is refused. Other nodes \
            are not told. Backups and dumps that were made before still hold it.

            With --undo it may come back, and peers that have it give it again. The exit code is 1 \
            when there is no such key, or with --undo no such removal.

            Examples:
              claviger remove 52CE...A1B2 --reason "demand of its owner, letter of 2026-11-20"
              claviger remove --list
              claviger remove 52CE...A1B2 --undo
            """)

    @Argument(help: "The fingerprint of the key.", transform: RedactionArguments.fingerprint)
    var fingerprint: Fingerprint?

    @Option(name: .long, help: ArgumentHelp("Why, for the list.", valueName: "text"))
    var reason: String?

    @Flag(name: .long, help: "Also when this node has no such key: it is refused if it comes.")
    var anyway = false

    @Flag(name: .long, help: "Take the removal back.")
    var undo = false

    @Flag(name: .long, help: "List all removals in force, the newest first.")
    var list = false

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    func validate() throws {
        if list != (fingerprint == nil) {
            throw ValidationError("Give a fingerprint, or --list without one.")
        }
        if (undo || list) && (reason != nil || anyway) || undo && list {
            throw ValidationError("--reason and --anyway go with a removal alone.")
        }
        if fingerprint != nil, !undo, reason?.isEmpty ?? true {
            throw ValidationError("Say why with --reason: whoever comes after you will ask.")
        }
    }

    func run() async throws {
        guard let fingerprint else { return try await showList() }
        let report = try await AnyNode.use(node.target()) { node in
            undo
                ? try await node.letBack(fingerprint)
                : try await node.remove(
                    fingerprint, reason: reason ?? "", anyway: anyway, by: "user \(getuid())")
        }
        if json {
            try JSONOutput.write(report)
        } else {
            StandardOutput.line(text(report, fingerprint))
        }
        if undo, !report.changed { throw ExitCode.no }
    }

    private func text(_ report: RemovalReport, _ fingerprint: Fingerprint) -> String {
        if undo {
            return report.changed
                ? "\(fingerprint) may come back" : "\(fingerprint) was not removed"
        }
        guard report.changed else { return "\(fingerprint) was removed before" }
        return report.keys > 0
            ? "\(fingerprint) is removed and refused from now on"
            : "\(fingerprint) is refused from now on; it was not stored"
    }

    private func showList() async throws {
        let removals = try await AnyNode.use(node.target()) { try await $0.removals() }
        if json { return try JSONOutput.write(removals) }
        guard !removals.isEmpty else { return StandardOutput.line("no removals") }
        var table = Table(header: ["KEY", "ORDERED", "BY", "REASON"], flexible: 3)
        let now = SystemClock.now()
        for removal in removals {
            table.add(
                removal.fingerprint, "\(Figures.duration(seconds: now - removal.time)) ago",
                removal.by, removal.reason)
        }
        StandardOutput.write(table)
    }
}
