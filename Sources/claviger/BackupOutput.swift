import Database
import Foundation
import Glibc
import Synchronization

/// The file of a backup on its way: it has another name until it is whole and checked.
final class BackupOutput: Sendable {
    private let path: String
    private let file: Mutex<OutputFile>

    init(_ path: String) throws {
        self.path = path
        file = Mutex(try OutputFile(path))
    }

    func write(_ octets: [UInt8]) async throws {
        try await BlockingThread.run { try self.file.withLock { try $0.write(octets) } }
    }

    /// Checks the copy and gives it its name.
    ///
    /// - Parameter checksum: the file for its SHA-256, in the format of `sha256sum`.
    /// - Throws: when the copy is not sound, and when one of the names exists.
    func finish(
        as name: String, checksum: String
    ) async throws -> (octets: Int, sha256: String) {
        try await BlockingThread.run {
            let (octets, sha256) = try self.file.withLock { ($0.octets, try $0.finish()) }
            try BackupVerification.require(DatabaseBackup(self.path).verify(), self.path)
            let line = "\(sha256)  \(URL(fileURLWithPath: name).lastPathComponent)\n"
            let sum = try OutputFile(checksum)
            try sum.write(Array(line.utf8))
            _ = try sum.finish()
            // Unlike a renaming, this never replaces what has come there meanwhile.
            guard link(self.path, name) == 0 else { throw OutputError(name, errno) }
            unlink(self.path)
            let folder = URL(fileURLWithPath: name).deletingLastPathComponent().path
            try OutputFile.sync(folder: folder)
            return (octets, sha256)
        }
    }

    /// Takes away what is not a backup.
    func discard() { unlink(path) }
}

enum BackupVerification {
    /// - Throws: when something was found; the first problems are in the advice.
    static func require(_ verification: DatabaseBackup.Verification, _ file: String) throws {
        let problems = verification.check.problems
        guard problems.isEmpty else {
            throw CommandFailure(
                .software,
                "\(file) is not sound: \(Figures.count(problems.count)) problems were found",
                advice: problems.prefix(problemsShown).joined(separator: "\n"))
        }
    }

    private static let problemsShown = 5
}
