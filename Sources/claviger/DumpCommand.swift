import ArgumentParser
import NodeService

/// `claviger dump DIR`.
struct DumpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Write all keys to files that SKS, Hockeypuck and Claviger load.",
        discussion: """
            Writes one state of the keyring, while the node runs or not: binary keyring files \
            sks-dump-0000.pgp and so on, SHA256SUMS, and manifest.json with the numbers of keys \
            and the root digests of the sets. The manifest comes last: a folder without one is \
            not a whole dump. Keys are dumped as they are stored, so a node that loads them has \
            the same sets; local orders (redactions, removals) are not in it: `claviger backup` \
            has them.

            Examples:
              claviger dump --config /var/lib/claviger/node.yaml /srv/dump/2026-11-22
              (cd /srv/dump/2026-11-22 && sha256sum -c SHA256SUMS)
              claviger load --config other/node.yaml /srv/dump/2026-11-22/*.pgp
            """)

    /// What SKS writes to a file unless told otherwise.
    private static let usualKeys = 15_000

    @Argument(help: "The folder to write to, made when absent.", completion: .directory)
    var directory: String

    @Option(name: .long, help: ArgumentHelp("Most keys in one file.", valueName: "n"))
    var keysPerFile = Self.usualKeys

    @Flag(name: .long, help: "Print the manifest as JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    func validate() throws {
        guard keysPerFile > 0 else { throw ValidationError("--keys-per-file is 1 or more.") }
    }

    func run() async throws {
        let folder = try DumpFolder(directory, keysOfFile: keysPerFile)
        let manifest = try await AnyNode.use(node.target()) { node in
            let dump = try await node.dump()
            for try await octets in dump.octets { try await folder.write(octets) }
            return try await folder.finish(dump.summary)
        }
        if json { return try JSONOutput.write(manifest) }
        let octets = manifest.files.reduce(0) { $0 + $1.octets }
        StandardOutput.line(
            "dumped \(Figures.count(manifest.snapshot.keys)) keys, \(Figures.bytes(octets)), "
                + "to \(manifest.files.count) file\(manifest.files.count == 1 ? "" : "s")")
    }
}
