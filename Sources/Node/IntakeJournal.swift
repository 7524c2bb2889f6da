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
/// However large a submission is, it is written whole: it is the large ones that are suspect. Its
/// size and the number of entries at once are bounded by those of submissions.
package final class IntakeJournal: Sendable {
    /// The folder's name below that of the database.
    package static let folderName = "digesting"

    private let folder: String
    /// What the next entry is called. Entries of earlier processes may still lie there.
    private let nextNumber = Atomic<Int>(0)

    /// Makes the folder if there is none; what lies there is left alone.
    ///
    /// - Throws: ``IntakeJournalError``.
    package init(folder: String) throws(IntakeJournalError) {
        self.folder = folder
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw IntakeJournalError(folder, errno)
        }
    }

    /// Writes down what is about to be digested: one submission, or the answers of a peer, each a
    /// blob of its own. Blocks for some 40 microseconds, and for two milliseconds with 4 MiB.
    ///
    /// - Throws: ``IntakeJournalError``; then nothing may be digested.
    package func enter(
        _ blobs: [[UInt8]], origin: Submission.Origin
    ) throws(IntakeJournalError) -> Entry {
        let (path, descriptor) = try create()
        defer { close(descriptor) }
        let entry = Entry(path: path)
        let head = IntakeJournalRecord.head(of: blobs, origin: origin)
        try write([head] + blobs, to: descriptor, path)
        return entry
    }

    /// Writes down one submission.
    package func enter(
        _ submission: Submission
    ) throws(IntakeJournalError) -> Entry {
        try enter([submission.bytes], origin: submission.origin)
    }

    private func create() throws(IntakeJournalError) -> (path: String, descriptor: Int32) {
        while true {
            let number = nextNumber.add(1, ordering: .relaxed).oldValue
            let path = "\(folder)/\(getpid())-\(number)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (path, descriptor) }
            guard errno == EEXIST || errno == EINTR else { throw IntakeJournalError(path, errno) }
        }
    }

    /// Whether an entry of this name was made by the process.
    static func entry(_ name: String, isOf process: Int32) -> Bool {
        name.hasPrefix("\(process)-")
    }

    private func write(
        _ blobs: [[UInt8]], to descriptor: Int32, _ path: String
    ) throws(IntakeJournalError) {
        for blob in blobs {
            var written = 0
            while written < blob.count {
                let count = blob.withUnsafeBytes { octets in
                    Glibc.write(descriptor, octets.baseAddress! + written, blob.count - written)
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw IntakeJournalError(path, errno)
                }
                written += count
            }
        }
    }

    /// What is being digested until `leave()` is called or the entry is let go of.
    package final class Entry: Sendable {
        private let path: String
        private let hasLeft = Atomic(false)

        init(path: String) { self.path = path }

        /// It has been digested, whatever the outcome; more than once has no effect.
        package func leave() {
            guard !hasLeft.exchange(true, ordering: .relaxed) else { return }
            unlink(path)
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
