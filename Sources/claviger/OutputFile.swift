import Glibc
import Hexadecimal
import OpenPGP

/// A new file that is written from its start to its end, digested on the way. Writing blocks.
final class OutputFile {
    let path: String
    private(set) var octets = 0
    private let number: Int32
    private var digest: MessageDigest? = MessageDigest(.sha256)

    /// Never overwrites: fails where something of that name exists. Only for its owner, since what is
    /// stored is more than what is served.
    init(_ path: String) throws(OutputError) {
        self.path = path
        number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw OutputError(path, errno) }
    }

    deinit { close(number) }

    func write(_ bytes: [UInt8]) throws(OutputError) {
        digest?.update(bytes)
        octets += bytes.count
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw OutputError(path, errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until the disk has it. Nothing may be written afterwards.
    ///
    /// - Returns: SHA-256 of the file, lower-case hexadecimal digits as `sha256sum` prints them.
    func finish() throws(OutputError) -> String {
        guard fsync(number) == 0 else { throw OutputError(path, errno) }
        guard let digest = digest.take() else {
            preconditionFailure("a file is finished once")
        }
        return digest.finalize().hexadecimalText
    }

    /// Makes the names in a folder durable.
    static func sync(folder: String) throws(OutputError) {
        let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw OutputError(folder, errno) }
        defer { close(number) }
        guard fsync(number) == 0 else { throw OutputError(folder, errno) }
    }
}

/// Why something could not be written; the system's reason.
struct OutputError: Error {
    let path: String
    let reason: String

    init(_ path: String, _ number: Int32) {
        self.path = path
        reason = String(cString: strerror(number))
    }
}
