import ArgumentParser
import Database
import Glibc
import NodeService

/// `claviger backup FILE`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the whole database to a file, while the node runs or not.",
        discussion: """
            The copy is of one state and has everything that the database has, local orders too; \
            node.yaml and the quarantine are not in it. Before FILE gets its name the copy is \
            checked as `claviger check` does it, and FILE.sha256 is written. The node makes it \
            beside its database first, which takes as much room again.

            Example:
              claviger backup --config /var/lib/claviger/node.yaml /srv/backup/keys.sqlite
            """)

    @Argument(help: "The file to write; it must not exist.", completion: .file())
    var file: String

    @Flag(name: .long, help: "Print the report as JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    struct Report: Encodable {
        let file: String
        let octets: Int
        let sha256: String
        let snapshot: SnapshotSummary
    }

    func run() async throws {
        let checksum = "\(file).sha256"
        for name in [file, checksum] where access(name, F_OK) == 0 {
            throw CommandFailure(
                .badInput, "\(name) exists already",
                advice: "Nothing was changed. Remove it, or name another file.")
        }
        let output = try BackupOutput("\(file).partial")
        let summary: SnapshotSummary
        do {
            summary = try await AnyNode.use(node.target()) { node in
                let backup = try await node.backup()
                for try await octets in backup.octets { try await output.write(octets) }
                return backup.summary
            }
            let (octets, sha256) = try await output.finish(as: file, checksum: checksum)
            try report(
                Report(file: file, octets: octets, sha256: sha256, snapshot: summary))
        } catch {
            output.discard()
            throw error
        }
    }

    private func report(_ report: Report) throws {
        if json { return try JSONOutput.write(report) }
        StandardOutput.line(
            "backed up \(Figures.count(report.snapshot.keys)) keys, "
                + "\(Figures.bytes(report.octets)), checked, to \(report.file)")
    }
}
