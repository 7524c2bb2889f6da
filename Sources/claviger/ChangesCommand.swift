import ArgumentParser
import Foundation
import NodeService

/// `claviger changes`.
struct ChangesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "List what was committed, in order, or follow it as it comes.",
        discussion: """
            A line for each change: its number, when it was committed (UTC), whether the key was \
            inserted, updated or removed, and the key's fingerprint; with --json an object. The \
            numbers grow with gaps. Who remembers the last one goes on behind it with --since, \
            and misses nothing and sees nothing twice.

            Numbers belong to one database. The exit code is 1 when it has no such number yet: \
            it is another one, or was restored from a backup, and --since 0 starts again. \
            --follow needs the running node and ends with it, with 69.

            Examples:
              claviger changes --config /var/lib/claviger/node.yaml
              claviger changes --since 1234 --json
              claviger changes --follow --since 1234
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The number of the last change that is known already.", valueName: "cursor"))
    var since = 0

    @Flag(name: .long, help: "Wait for more at the end, until the node stops or you do.")
    var follow = false

    @Flag(name: .long, help: "Print each change as a JSON object on a line of its own.")
    var json = false

    @OptionGroup var node: NodeOptions

    func validate() throws {
        guard since >= 0 else { throw ValidationError("--since is the number of a change, or 0.") }
    }

    func run() async throws {
        let target = try node.target()
        guard follow else {
            return try await AnyNode.use(target) { try await show($0) }
        }
        try await RunningNode.use(target) { node in
            try await show(node)
            throw CommandFailure(.unavailable, "the node has stopped")
        }
    }

    private func show(_ node: any OperatorService) async throws {
        for try await changes in try await node.changes(after: since, following: follow) {
            let lines = try changes.map { json ? try JSONOutput.line($0) : Self.line($0) }
            StandardOutput.write(lines.map { $0 + "\n" }.joined())
            // Nothing else ends who follows once nobody reads it any more.
            guard StandardOutput.isRead else { throw ExitCode.success }
        }
    }

    static func line(_ change: KeyChange) -> String {
        let time = Date(timeIntervalSince1970: TimeInterval(change.time)).formatted(.iso8601)
        // The longest words have eight letters.
        let kind = change.change.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        return "\(change.sequence)  \(time)  \(kind)  \(change.fingerprint)"
    }
}
