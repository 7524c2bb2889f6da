import ArgumentParser
import Glibc
import NodeService
import OpenPGP
import TextTables

/// `claviger redact …`.
struct RedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Keep user IDs out of what this node serves, or let them back in.",
        discussion: """
            A redacted user ID is not served and not found by search. The key itself stays, and is \
            reconciled with peers as before: other nodes are not told, and their operators decide \
            for themselves.

            Examples:
              claviger redact add 52CE...A1B2 "Ada Lovelace <ada@example.org>"
              claviger redact list --config /var/lib/claviger/node.yaml
              claviger redact remove 52CE...A1B2
            """,
        subcommands: [RedactAddCommand.self, RedactRemoveCommand.self, RedactListCommand.self])
}

/// Which user ID of which key.
struct RedactionArguments: ParsableArguments {
    @Argument(help: "The fingerprint of the key.", transform: Self.fingerprint)
    var fingerprint: Fingerprint

    @Argument(
        help: ArgumentHelp(
            "The whole user ID as it stands in the key. Without: all user IDs of the key.",
            valueName: "user-id"))
    var userID: String?

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the report as JSON.")
    var json = false

    static func fingerprint(_ text: String) throws -> Fingerprint {
        let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
        guard let fingerprint = Fingerprint(hex: digits.filter { $0 != " " }) else {
            throw ValidationError(
                "\"\(text)\" is no fingerprint: write its 32, 40 or 64 hexadecimal digits.")
        }
        return fingerprint
    }

    /// Gives the order to the node and prints what came of it.
    func order(undo: Bool) async throws {
        let report = try await AnyNode.use(node.target()) { node in
            try await node.redact(
                fingerprint, userID: userID.map { Array($0.utf8) }, undo: undo,
                by: "user \(getuid())")
        }
        if json { return try JSONOutput.write(report) }
        let count = Figures.userIDs(report.changed)
        let inForce = Figures.userIDs(report.redactions.count)
        StandardOutput.line(
            "\(count) \(undo ? "let back in" : "redacted"); \(inForce) of the key redacted now")
    }
}

/// `claviger redact add`.
struct RedactAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Redact one user ID of a key, or all that it has now.")

    @OptionGroup var arguments: RedactionArguments

    func run() async throws { try await arguments.order(undo: false) }
}

/// `claviger redact remove`.
struct RedactRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Let one user ID of a key, or all redacted ones, back in.")

    @OptionGroup var arguments: RedactionArguments

    func run() async throws { try await arguments.order(undo: true) }
}

/// `claviger redact list`.
struct RedactListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all redactions in force, the newest first.",
        discussion: """
            A user ID is shown as the SHA-256 of its octets: the list does not repeat what it \
            hides. `printf %s 'USER ID' | sha256sum` tells which one it is.
            """)

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    func run() async throws {
        let redactions = try await AnyNode.use(node.target()) { try await $0.redactions() }
        if json { return try JSONOutput.write(redactions) }
        guard !redactions.isEmpty else {
            StandardOutput.line("no redactions")
            return
        }
        StandardOutput.write(Self.table(redactions, now: SystemClock.now()))
    }

    static func table(_ redactions: [Redaction], now: Int) -> Table {
        var table = Table(
            header: ["KEY", "USER ID (SHA-256)", "ORDERED", "BY"],
            conceding: [.cut(1, to: 17), .cut(3, to: 8), .drop(3)])
        for redaction in redactions {
            table.add(
                redaction.fingerprint, redaction.userIDDigest,
                "\(Figures.duration(seconds: now - redaction.time)) ago", redaction.by)
        }
        return table
    }
}
