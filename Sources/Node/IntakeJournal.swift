import Glibc
package import Keyring
import Synchronization

/// What is being digested at this moment, in files: if the process dies of it, the next start finds
/// it there. An entry is made before the first look at what a stranger sent and removed after the
/// commit or the refusal.
///
/// Nothing here waits for the disk. What one process wrote and died over is in the system's page
/// cache and is read back from there; only a loss of power takes it, and that is no reason to
/// suspect a key. An entry usually lives for milliseconds and so never reaches the disk at all.
///
/// Files are kept for the next entries, and begin with a zero in between: to make and remove one for
/// each submission would cost many times as much, most of it in the folder's lock. Larger entries
/// than such a file has room for, and more at once than files are kept, have a file each.
///
/// However large a submission is, it is written whole: it is the large ones that are suspect. Its
/// size and the number of entries at once are bounded by those of submissions.
package final class IntakeJournal: Sendable {
    /// The folder's name below that of the database.
    package static let folderName = "digesting"

    /// Files that stay open: as many as clients that add keys at the same time, usually.
    static let maximumKept = 64

    private struct Files {
        /// Kept, without an entry, and in nobody's hands.
        var idle: [IntakeJournalFile] = []
        /// All that are kept.
        var kept = 0
    }

    private let folder: String
    private let files = Mutex(Files())
    /// What the next file is called. Those of earlier processes may still lie there.
    private let nextNumber = Atomic<Int>(0)

    /// Makes the folder if there is none, and clears away the files without an entry that earlier
    /// processes kept; their entries are left alone.
    ///
    /// - Throws: ``IntakeJournalError``.
    package init(folder: String) throws(IntakeJournalError) {
        self.folder = folder
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw IntakeJournalError(folder, errno)
        }
        for name in Self.files(in: folder) where !IntakeJournalFile.hasEntry("\(folder)/\(name)") {
            unlink("\(folder)/\(name)")
        }
    }

    /// Writes down what is about to be digested: one submission, or the answers of a peer, each a
    /// blob of its own. Usually one look at a file's state and a copy in memory; blocks when a file
    /// has to be made for it, for two milliseconds with 4 MiB.
    ///
    /// - Throws: ``IntakeJournalError``; then nothing may be digested.
    package func enter(
        _ blobs: [[UInt8]], origin: Submission.Origin
    ) throws(IntakeJournalError) -> Entry {
        let head = IntakeJournalRecord.head(of: blobs, origin: origin)
        let octets = blobs.reduce(head.count) { $0 + $1.count }
        let file = octets <= IntakeJournalFile.room ? try keptFile() : try newFile(isKept: false)
        let entry = Entry(file, in: self)
        try file.write([head] + blobs)
        return entry
    }

    /// Writes down one submission.
    package func enter(
        _ submission: Submission
    ) throws(IntakeJournalError) -> Entry {
        try enter([submission.bytes], origin: submission.origin)
    }

    /// Removes the files that are kept. No entry may be made any more.
    func close() {
        files.withLock { files in
            files.kept -= files.idle.count
            files.idle = []
        }
    }

    // MARK: Files

    /// One that is kept, unless as many as are kept have entries.
    private func keptFile() throws(IntakeJournalError) -> IntakeJournalFile {
        while let file = files.withLock({ $0.idle.popLast() }) {
            if file.isInFolder { return file }
            files.withLock { $0.kept -= 1 }
        }
        let isKept = files.withLock { files in
            guard files.kept < Self.maximumKept else { return false }
            files.kept += 1
            return true
        }
        do throws(IntakeJournalError) {
            return try newFile(isKept: isKept)
        } catch {
            if isKept { files.withLock { $0.kept -= 1 } }
            throw error
        }
    }

    private func newFile(isKept: Bool) throws(IntakeJournalError) -> IntakeJournalFile {
        while true {
            let number = nextNumber.add(1, ordering: .relaxed).oldValue
            let path = "\(folder)/\(getpid())-\(number)"
            if let file = try IntakeJournalFile(path: path, isKept: isKept) { return file }
        }
    }

    private func takeBack(_ file: IntakeJournalFile) {
        guard file.isKept else { return }
        file.empty()
        files.withLock { $0.idle.append(file) }
    }

    /// Whether a file of this name was made by the process.
    static func entry(_ name: String, isOf process: Int32) -> Bool {
        name.hasPrefix("\(process)-")
    }

    /// The files of a journal's folder that have an entry.
    static func entries(in folder: String) -> [String] {
        files(in: folder).filter { IntakeJournalFile.hasEntry("\(folder)/\($0)") }
    }

    /// What lies in a journal's folder.
    private static func files(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var files: [String] = []
        while let found = readdir(stream) {
            files.append(
                withUnsafeBytes(of: &found.pointee.d_name) { octets in
                    String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return files
    }

    /// What is being digested until `leave()` is called or the entry is let go of.
    package final class Entry: Sendable {
        /// Nil when it has left.
        private let file: Mutex<IntakeJournalFile?>
        private let journal: IntakeJournal

        fileprivate init(_ file: IntakeJournalFile, in journal: IntakeJournal) {
            self.file = Mutex(file)
            self.journal = journal
        }

        /// It has been digested, whatever the outcome; more than once has no effect.
        package func leave() {
            guard let file = file.withLock({ $0.take() }) else { return }
            journal.takeBack(file)
        }

        deinit { leave() }
    }
}

/// Why the journal cannot be written: the node cannot take anything in.
package struct IntakeJournalError: Error, CustomStringConvertible {
    package let description: String

    init(_ path: String, _ number: Int32) {
        description =
            "\(path): \(String(cString: strerror(number))): "
            + "what is taken in is written there first; make room or let the node write there"
    }
}
