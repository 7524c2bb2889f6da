import Database
import Foundation
package import OpenPGP

/// Which stored keys are being verified anew at this moment, in a file: if the process dies of one,
/// the next start finds it there, as what arrives in an ``IntakeJournal``.
package struct VerificationJournal: Sendable {
    /// The file's name below the folder of the database.
    package static let fileName = "verifying"

    private let path: String
    private let trials: QuarantineTrialFolder

    /// - Parameter data: the folder of the database.
    package init(data: String) {
        path = "\(data)/\(Self.fileName)"
        trials = QuarantineTrialFolder(data: data)
    }

    /// Whether an earlier process ended while it verified stored keys. Also true while one does.
    package var hasLeftovers: Bool { FileManager.default.fileExists(atPath: path) }

    /// The rows among which it ended. Nil too for a file that was not written to its end: nothing had
    /// been verified then.
    private var suspects: ClosedRange<Int64>? {
        guard let file = FileManager.default.contents(atPath: path) else { return nil }
        let rows = String(decoding: file, as: UTF8.self).split(separator: " ")
            .map { Int64($0.trimmingCharacters(in: .newlines)) ?? 0 }
        guard rows.count == 2, rows[0] <= rows[1] else { return nil }
        return rows[0]...rows[1]
    }

    /// Nothing waits for the disk: a loss of power is no reason to suspect a key.
    private func write(_ rows: ClosedRange<Int64>) throws {
        let text = "\(rows.lowerBound) \(rows.upperBound)\n"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw IntakeJournalError(path, errno) }
    }

    /// What of the verification one by one is told as it goes on.
    package struct Told: Sendable {
        /// A stored key is being verified.
        package var trying: @Sendable (TransferablePublicKey) -> Void
        /// It has been.
        package var tried: @Sendable () -> Void

        package init(
            trying: @escaping @Sendable (TransferablePublicKey) -> Void = { _ in },
            tried: @escaping @Sendable () -> Void = {}
        ) {
            self.trying = trying
            self.tried = tried
        }
    }

    func watch(
        _ quarantine: Quarantine, trap: QuarantineTrap?, told: Told
    ) -> VerificationWatch {
        VerificationWatch(
            suspects: suspects,
            isQuarantined: { quarantine.holds($0) },
            begins: { try write($0) },
            tries: { key in
                guard !quarantine.holds(key) else { return }
                try trials.suspect(stored: key.encoded())
                told.trying(key)
            },
            tried: {
                trials.clearSuspect()
                told.tried()
            },
            ended: { unlink(path) },
            trap: { trap?.spring(on: $0) })
    }
}
