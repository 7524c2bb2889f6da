import Glibc
import Synchronization

/// One file of an ``IntakeJournal``, which lies in its folder as long as this lives.
final class IntakeJournalFile: Sendable {
    private static let closed: Int32 = -1

    private let path: String
    private let descriptor: Atomic<Int32>
    /// Whether it stays open, to be written again.
    let isKept: Bool

    /// Makes an empty file that only the node's own user reads; nil when there is one of that name.
    init?(path: String, isKept: Bool) throws(IntakeJournalError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        var descriptor = open(path, flags, 0o600)
        while descriptor < 0, errno == EINTR { descriptor = open(path, flags, 0o600) }
        if descriptor < 0, errno == EEXIST { return nil }
        guard descriptor >= 0 else { throw IntakeJournalError(path, errno) }
        self.path = path
        self.isKept = isKept
        self.descriptor = Atomic(descriptor)
    }

    deinit {
        unlink(path)
        close()
    }

    /// Writes all of it into the empty file.
    func write(_ blobs: [[UInt8]]) throws(IntakeJournalError) {
        let descriptor = descriptor.load(ordering: .relaxed)
        var end = 0
        for blob in blobs {
            var written = 0
            while written < blob.count {
                let count = blob.withUnsafeBytes { octets in
                    pwrite(
                        descriptor, octets.baseAddress! + written, blob.count - written,
                        end + written)
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw IntakeJournalError(path, errno)
                }
                written += count
            }
            end += written
        }
        if !isKept { close() }
    }

    /// Makes it empty again; false when that fails. The file stays open meanwhile: ext4 writes one
    /// out at once that is closed after it was cut.
    func empty() -> Bool { ftruncate(descriptor.load(ordering: .relaxed), 0) == 0 }

    /// Whether it still lies in its folder, where the next start looks.
    var isInFolder: Bool {
        var status = stat()
        return fstat(descriptor.load(ordering: .relaxed), &status) == 0 && status.st_nlink > 0
    }

    private func close() {
        let open = descriptor.exchange(Self.closed, ordering: .relaxed)
        if open != Self.closed { Glibc.close(open) }
    }
}
