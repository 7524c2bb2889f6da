import ArgumentParser
import Keyring
import NodeService
import OpenPGP

/// `claviger get KEY…`.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print keys as clients get them, armored.",
        discussion: """
            A key is named by its fingerprint or the 16 digits of its key ID, of the primary key or \
            a subkey, or by a whole user ID or e-mail address; all keys that match are printed. \
            The exit code is 1 when one of the names leads to nothing; the others are printed all \
            the same.

            Examples:
              claviger get 52CE...A1B2 | gpg --import
              claviger get --binary ada@example.org > ada.pgp
              claviger get --json 0x0123456789ABCDEF
            """)

    /// Keys that one name may stand for: more than a person has, fewer than a mailing list.
    private static let keysOfName = 100

    @Argument(
        help: ArgumentHelp(
            "Fingerprint, key ID of 16 digits, user ID or e-mail address.", valueName: "key"))
    var keys: [KeyArgument]

    @Flag(name: .long, help: "Print the packets without armor.")
    var binary = false

    @Flag(name: .long, help: "Print what the keys say of themselves as JSON, packets in base64.")
    var json = false

    @OptionGroup var node: NodeOptions

    func validate() throws {
        if binary, json { throw ValidationError("Give --binary or --json, not both.") }
    }

    func run() async throws {
        let (found, complaints) = try await RunningNode.use(node.target()) { node in
            try await Self.find(keys, in: node)
        }
        if json {
            try JSONOutput.write(found.map { try KeyRecord($0, withPackets: true) })
        } else if !found.isEmpty {
            let packets = found.flatMap(\.packets)
            StandardOutput.write(binary ? packets : Armor.encode(packets))
        }
        for complaint in complaints { StandardError.line("claviger: \(complaint)") }
        if !complaints.isEmpty { throw ExitCode.no }
    }

    /// The keys, each once, and what was wrong with a name, one line each.
    private static func find(
        _ names: [KeyArgument], in node: any NodeService
    ) async throws -> ([FoundKey], [String]) {
        var found: [FoundKey] = []
        var complaints: [String] = []
        for name in names {
            switch try await node.lookup(name.query, limit: keysOfName) {
            case .found(let keys):
                found += keys.filter { key in !found.contains { $0.packets == key.packets } }
            case .nothing: complaints.append("no key found for \(name.text)")
            case .tooMany(let limit):
                complaints.append(
                    "more than \(limit) keys match \(name.text): name them by their fingerprints")
            }
        }
        return (found, complaints)
    }
}
