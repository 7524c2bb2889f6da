import Foundation
import Keyring

/// What earlier processes left in the intake journal, moved out of it to be tried again. Only the
/// process that holds the database touches it, and its parent once it has died.
package struct QuarantineTrialFolder: Sendable {
    /// The folder's name below that of the database.
    package static let folderName = "trying"
    /// The one key that is being tried.
    private static let suspectName = "suspect"

    private let journal: String
    private let folder: String
    private var suspectPath: String { "\(folder)/\(Self.suspectName)" }

    /// - Parameter data: the folder of the database.
    package init(data: String) {
        journal = "\(data)/\(IntakeJournal.folderName)"
        folder = "\(data)/\(Self.folderName)"
    }

    /// Whether an earlier process left anything. Also true while a node runs that is digesting
    /// something.
    package var hasLeftovers: Bool {
        !IntakeJournal.entries(in: journal).isEmpty
            || names(in: folder).contains { $0 != Self.suspectName }
    }

    /// Moves everything that lies in the journal here. To be called before this process takes
    /// anything in, and while it holds the database.
    ///
    /// - Parameter predecessor: the process of an earlier trial that died: what it left in the
    ///   journal is part of what lies here, and is removed.
    package func adopt(butOf predecessor: Int32? = nil) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        clearSuspect()
        for name in names(in: journal) {
            if let predecessor, IntakeJournal.entry(name, isOf: predecessor) {
                unlink("\(journal)/\(name)")
                continue
            }
            var target = name
            // A process ID, and with it a name, may come round again.
            while FileManager.default.fileExists(atPath: "\(folder)/\(target)") { target += "-" }
            try FileManager.default.moveItem(
                atPath: "\(journal)/\(name)", toPath: "\(folder)/\(target)")
        }
    }

    /// Entries that are still to be tried, in a fixed order.
    package var waiting: [String] { names(in: folder).filter { $0 != Self.suspectName }.sorted() }

    /// Nil when the entry was never finished, so that nothing of it was digested.
    package func record(_ name: String) -> IntakeJournalRecord? { read("\(folder)/\(name)") }

    /// The entry has been tried to its end.
    package func remove(_ name: String) {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        guard waiting.isEmpty else { return }
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: The one being tried

    /// Writes down the key that is tried next.
    package func suspect(_ octets: [UInt8], of record: IntakeJournalRecord) throws {
        try write(octets, origin: record.origin)
    }

    /// Writes down the stored key that is verified next.
    package func suspect(stored octets: [UInt8]) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try write(octets, origin: .load)
    }

    private func write(_ octets: [UInt8], origin: Submission.Origin) throws {
        let file = IntakeJournalRecord.head(of: [octets], origin: origin) + octets
        guard
            FileManager.default.createFile(
                atPath: suspectPath, contents: Data(file), attributes: [.posixPermissions: 0o600])
        else { throw IntakeJournalError(suspectPath, errno) }
    }

    package func clearSuspect() { unlink(suspectPath) }

    /// The key during whose trial the process ended; nil when it was between two.
    package var suspect: IntakeJournalRecord? { read(suspectPath) }

    private func read(_ path: String) -> IntakeJournalRecord? {
        FileManager.default.contents(atPath: path).flatMap { IntakeJournalRecord([UInt8]($0)) }
    }

    private func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
