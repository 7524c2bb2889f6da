import ArgumentParser
import Keyring
import NodeService
import TextTables

/// `claviger search WORD…`.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "List keys by words of their user IDs, or by key ID or fingerprint.",
        discussion: """
            A key is listed when all words occur in its user IDs, newest change first; what starts \
            with 0x is a key ID or a fingerprint. The exit code is 1 when nothing is found, or \
            more than --limit.

            Examples:
              claviger search ada lovelace
              claviger search --exact ada@example.org
              claviger search 0x89ABCDEF --json
            """)

    /// The most that the node gives out at once.
    private static let largestLimit = 10_000

    @Argument(help: ArgumentHelp("What to look for.", valueName: "word"))
    var words: [String]

    @Flag(name: .long, help: "Only keys with exactly this user ID or e-mail address.")
    var exact = false

    @Option(name: .long, help: ArgumentHelp("Most keys to list.", valueName: "n"))
    var limit = 500

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    func validate() throws {
        guard (1...Self.largestLimit).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to \(Self.largestLimit).")
        }
        _ = try query()
    }

    private func query() throws -> KeyQuery {
        let text = words.joined(separator: " ")
        do throws(KeyQueryError) {
            return try KeyQuery.parse(search: Array(text.utf8), exact: exact)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        let query = try query()
        let answer = try await RunningNode.use(node.target()) { node in
            try await node.lookup(query, limit: limit)
        }
        var records: [KeyRecord] = []
        switch answer {
        case .found(let keys): records = try keys.map { try KeyRecord($0, withPackets: false) }
        case .nothing: break
        case .tooMany:
            throw CommandFailure(
                .no, "more than \(limit) keys match", advice: "Give more words, or --limit.")
        }
        if json {
            try JSONOutput.write(records)
        } else if records.isEmpty {
            StandardError.line("claviger: no key found")
        } else {
            StandardOutput.write(Self.table(records, now: SystemClock.now()))
        }
        if records.isEmpty { throw ExitCode.no }
    }

    /// A line for each key with its first user ID, and one for each of the others.
    static func table(_ records: [KeyRecord], now: Int) -> Table {
        var table = Table(
            header: ["FINGERPRINT", "ALGORITHM", "CREATED", "STATE", "USER ID"],
            conceding: [.cut(4, to: 24), .drop(1), .drop(2), .cut(4, to: 12)])
        for record in records {
            table.add(
                record.fingerprint, record.algorithmName, KeyRecord.date(record.created),
                record.state(at: now), record.userIDs.first.map(text) ?? "")
            for userID in record.userIDs.dropFirst() { table.add("", "", "", "", text(userID)) }
        }
        return table
    }

    private static func text(_ userID: KeyRecord.UserID) -> String {
        userID.revoked ? "\(userID.text) (revoked)" : userID.text
    }
}
