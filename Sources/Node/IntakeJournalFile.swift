import Glibc
import Synchronization

/// One file of an ``IntakeJournal``, which lies in its folder as long as this lives.
///
/// What is kept to be written again is mapped into memory, so that writing costs no system call.
/// It has an entry while its first octet is not zero, as that of no record is. That octet is written
/// last and taken back first; whatever the process dies of, the system has what the memory had.
///
/// Written by one at a time, to whom the journal has given it, which is why it may be declared
/// `Sendable`.
final class IntakeJournalFile: @unchecked Sendable {
    /// Octets of a file that is kept: more than most keys have.
    static let room = 16 << 10

    private static let closed: Int32 = -1

    private let path: String
    private var descriptor: Int32
    private let memory: UnsafeMutableRawBufferPointer?

    /// Whether it stays open, to be written again.
    var isKept: Bool { memory != nil }

    /// Makes a file without an entry that only the node's own user reads; nil when there is one of
    /// that name.
    init?(path: String, isKept: Bool) throws(IntakeJournalError) {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
        var descriptor = open(path, flags, 0o600)
        while descriptor < 0, errno == EINTR { descriptor = open(path, flags, 0o600) }
        if descriptor < 0, errno == EEXIST { return nil }
        guard descriptor >= 0 else { throw IntakeJournalError(path, errno) }
        self.path = path
        self.descriptor = descriptor
        do throws(IntakeJournalError) {
            memory = isKept ? try Self.map(descriptor, path) : nil
        } catch {
            unlink(path)
            Glibc.close(descriptor)
            throw error
        }
    }

    /// The room is taken on the disk first: to write into a mapping for which there is none would be
    /// the end of the process.
    private static func map(
        _ descriptor: Int32, _ path: String
    ) throws(IntakeJournalError) -> UnsafeMutableRawBufferPointer {
        var code = posix_fallocate(descriptor, 0, room)
        while code == EINTR { code = posix_fallocate(descriptor, 0, room) }
        guard code == 0 else { throw IntakeJournalError(path, code) }
        let memory = mmap(nil, room, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let memory, memory != MAP_FAILED else { throw IntakeJournalError(path, errno) }
        return UnsafeMutableRawBufferPointer(start: memory, count: room)
    }

    deinit {
        unlink(path)
        close()
        if let memory { munmap(memory.baseAddress!, memory.count) }
    }

    /// Writes all of it into the file that has no entry; where the file is kept, no more than its
    /// room.
    func write(_ blobs: [[UInt8]]) throws(IntakeJournalError) {
        if let memory { return Self.write(blobs, into: memory) }
        var end = 0
        for blob in blobs { try write(blob, at: &end) }
        close()
    }

    private static func write(_ blobs: [[UInt8]], into memory: UnsafeMutableRawBufferPointer) {
        var end = 0
        for blob in blobs {
            let rest = blob.dropFirst(end == 0 ? 1 : 0)
            UnsafeMutableRawBufferPointer(rebasing: memory[max(end, 1)...]).copyBytes(from: rest)
            end += blob.count
        }
        atomicMemoryFence(ordering: .releasing)
        memory[0] = blobs.first?.first ?? 0
    }

    private func write(_ blob: [UInt8], at end: inout Int) throws(IntakeJournalError) {
        var written = 0
        while written < blob.count {
            let count = blob.withUnsafeBytes { octets in
                pwrite(
                    descriptor, octets.baseAddress! + written, blob.count - written, end + written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw IntakeJournalError(path, errno)
            }
            written += count
        }
        end += written
    }

    /// Takes the entry out of a file that is kept.
    func empty() {
        atomicMemoryFence(ordering: .releasing)
        memory?[0] = 0
    }

    /// Whether it still lies in its folder, where the next start looks.
    var isInFolder: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_nlink > 0
    }

    /// Whether a file of a journal has an entry.
    static func hasEntry(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var first: UInt8 = 0
        return read(descriptor, &first, 1) == 1 && first != 0
    }

    private func close() {
        if descriptor != Self.closed { Glibc.close(descriptor) }
        descriptor = Self.closed
    }
}
