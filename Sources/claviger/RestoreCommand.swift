import ArgumentParser
import Database
import Foundation
import Glibc
import Hexadecimal
import NodeConfiguration
import OpenPGP

/// `claviger restore FILE`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a node's database from a backup, where there is none.",
        discussion: """
            The folder that node.data in node.yaml names must have no database; nothing is \
            overwritten. The copy is held against FILE.sha256 where that exists, and checked as \
            `claviger check` does it, before it is put in place. What was added since the backup \
            comes back from the peers.

            Example:
              claviger restore --config /var/lib/claviger/node.yaml /srv/backup/keys.sqlite
            """)

    @Argument(help: "The backup.", completion: .file())
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp("The node's configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config = "node.yaml"

    @Flag(name: .long, help: "Print the report as JSON.")
    var json = false

    struct Report: Encodable {
        let keys: Int
        /// Whether the octets were held against FILE.sha256.
        let digestCompared: Bool
        /// False where an older version made the backup: what is derived from the keys is derived
        /// anew at the next start.
        let derivedChecked: Bool
    }

    func run() async throws {
        let configuration = try NodeConfiguration.load(config)
        let file = file
        let report = try await BlockingThread.run {
            try Self.restore(file, to: configuration.data)
        }
        if json { return try JSONOutput.write(report) }
        if !report.digestCompared {
            StandardError.line("claviger: there is no \(file).sha256 to compare it with")
        }
        if !report.derivedChecked {
            StandardError.line(
                "claviger: an older version made this backup: the next start brings it up to date")
        }
        StandardOutput.line("restored \(Figures.count(report.keys)) keys to \(configuration.data)")
    }

    private static func restore(_ file: String, to folder: String) throws -> Report {
        let digest = try expectedDigest(of: file)
        if let digest, try sha256(of: file) != digest {
            throw CommandFailure(
                .badInput, "\(file) is not what \(file).sha256 says it is",
                advice: "It was damaged or replaced. Nothing was changed.")
        }
        var report: Report?
        do {
            try DatabaseBackup(file).restore(to: folder) { verification in
                try BackupVerification.require(verification, file)
                report = Report(
                    keys: verification.summary.keys, digestCompared: digest != nil,
                    derivedChecked: verification.isWhole)
            }
        } catch NodeDatabaseError.unusable(let path, let reason) {
            throw CommandFailure(
                path.hasPrefix(folder) ? .configuration : .badInput, "\(path): \(reason)",
                advice: "Nothing was changed.")
        } catch let NodeDatabaseError.sqlite(_, message) {
            throw CommandFailure(
                .badInput, "\(file): \(message)", advice: "Nothing was changed.")
        }
        guard let report else { preconditionFailure("a restored backup was verified") }
        return report
    }

    /// What stands in `FILE.sha256`; nil where there is none.
    private static func expectedDigest(of file: String) throws -> String? {
        guard let octets = FileManager.default.contents(atPath: "\(file).sha256") else {
            return nil
        }
        let line = String(decoding: octets, as: UTF8.self)
        return line.split(separator: " ").first.map { $0.lowercased() } ?? ""
    }

    private static func sha256(of file: String) throws -> String {
        do throws(SystemReason) {
            let source = try FileDescriptor(path: file)
            var digest = MessageDigest(.sha256)
            while true {
                let octets = try source.read(atMost: chunkLength)
                if octets.isEmpty { return digest.finalize().hexadecimalText }
                digest.update(octets)
            }
        } catch {
            throw CommandFailure(.badInput, "\(file) cannot be read: \(error)")
        }
    }

    private static let chunkLength = 1 << 20
}
