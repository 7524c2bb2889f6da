import Glibc
import Synchronization

/// Holds the folder of a database for one process, from `init` to ``release()`` or `deinit`. The
/// lock is the kernel's and goes with the process, however it ends.
final class DatabaseLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(folder: String) throws(NodeDatabaseError) {
        let path = folder + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        self.descriptor = Mutex(descriptor < 0 ? nil : descriptor)
        guard descriptor >= 0 else {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(folder: folder) }
    }

    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    deinit { release() }
}
