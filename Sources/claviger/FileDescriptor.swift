import Glibc

/// An open file, closed with the object. Reading blocks.
final class FileDescriptor {
    let number: Int32

    /// Takes over an open descriptor.
    init(owning number: Int32) { self.number = number }

    /// Opens a file for reading.
    init(path: String) throws(SystemReason) {
        number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw SystemReason(errno) }
    }

    deinit { close(number) }

    /// The next octets, none at the end of the file.
    func read(atMost count: Int) throws(SystemReason) -> [UInt8] {
        var failure: SystemReason?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while true {
                let got = Glibc.read(number, buffer.baseAddress, count)
                if got >= 0 {
                    filled = got
                    return
                }
                if errno == EINTR { continue }
                failure = SystemReason(errno)
                return
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// How far the file has been read, by us or a child; 0 when it cannot be told.
    var position: Int { max(0, lseek(number, 0, SEEK_CUR)) }

    /// Back to the start; false for pipes.
    func rewind() -> Bool { lseek(number, 0, SEEK_SET) == 0 }
}

/// The system's words for an `errno`.
struct SystemReason: Error, CustomStringConvertible {
    let description: String

    init(_ number: Int32) { description = String(cString: strerror(number)) }
}
