import ArgumentParser
import Foundation
import Glibc
import Keyring
import NodeService

/// `claviger add FILE…`.
struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Submit keys to the running node, as a client does.",
        discussion: """
            Reads binary and armored keys and says of each what became of it, after the node has \
            written it to disk. The node's rules and budgets for clients hold: whole keyrings are \
            for `claviger load`. The exit code is 1 when a key was refused, 65 when a file cannot \
            be read.

            Examples:
              claviger add ada.asc
              gpg --export ada@example.org | claviger add -
            """)

    /// Octets that the node takes at once.
    private static let largestSubmission = 64 << 20
    private static let chunkLength = 256 << 10

    @Argument(help: "Keys, binary or armored; - is standard input.", completion: .file())
    var files: [String]

    @Flag(name: .long, help: "Print the reports as JSON: one for each file, in their order.")
    var json = false

    @OptionGroup var node: NodeOptions

    func run() async throws {
        // Nothing is submitted unless all of it can be read.
        let submissions = try files.map { file in
            Submission(origin: .client("user \(getuid())"), bytes: try Self.read(file))
        }
        let reports = try await RunningNode.use(node.target()) { node in
            var reports: [SubmissionReport] = []
            for submission in submissions { reports.append(try await node.submit(submission)) }
            return reports
        }
        if json {
            try JSONOutput.write(reports)
        } else {
            for line in reports.flatMap(Self.lines) { StandardOutput.line(line) }
        }
        if reports.contains(where: { !$0.refused.isEmpty }) { throw ExitCode.no }
    }

    /// Before anything else runs in this process: it may block.
    private static func read(_ name: String) throws -> [UInt8] {
        do throws(SystemReason) {
            // A copy, since a descriptor is closed with its object.
            let file =
                try name == "-"
                ? FileDescriptor(owning: dup(STDIN_FILENO)) : FileDescriptor(path: name)
            var octets: [UInt8] = []
            while octets.count <= largestSubmission {
                let chunk = try file.read(atMost: chunkLength)
                if chunk.isEmpty { break }
                octets += chunk
            }
            guard octets.count <= largestSubmission else { throw SystemReason(EFBIG) }
            return octets
        } catch {
            throw CommandFailure(
                .badInput, "\(name) cannot be read: \(error)",
                advice: "Nothing was submitted. `claviger load` takes files of any size.")
        }
    }

    static func lines(_ report: SubmissionReport) -> [String] {
        let ignored = Dictionary(grouping: report.ignored, by: \.fingerprint)
        func lines(_ word: String, _ fingerprints: [String]) -> [String] {
            fingerprints.flatMap { fingerprint in
                ["\(word) \(fingerprint)"]
                    + (ignored[fingerprint] ?? []).map { "  not served: \($0.reason)" }
            }
        }
        return lines("new", report.inserted) + lines("updated", report.updated)
            + lines("unchanged", report.unchanged)
            + report.refused.map { refused in
                "refused " + (refused.fingerprint.map { "\($0): " } ?? "") + refused.reason
            }
    }
}
