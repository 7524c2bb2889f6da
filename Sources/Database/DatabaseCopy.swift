import Foundation
import Glibc

/// A copy of one state of the database, in a file that has no name any more and goes with the value
/// or the process.
package final class DatabaseCopy: Sendable {
    package let summary: DatabaseSummary
    private let file: Int32
    private let readers: ReaderPool

    /// Octets read at once.
    private static let pieceLength = 256 << 10

    /// Copies with `VACUUM INTO`, which reads one state and holds no writer up.
    fileprivate init(path: String, readers: ReaderPool) throws {
        // What a process left that died while it made a copy.
        unlink(path)
        defer { unlink(path) }
        try readers.readNow { try $0.forEachRow("VACUUM INTO ?", [.text(path)]) { _ in true } }
        summary = try Reader(path: path).summary()
        self.readers = readers
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw NodeDatabaseError.unusable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit { close(file) }

    /// What stands at a position of the file, no more than a piece; nothing at its end.
    package func octets(at position: Int) async throws -> [UInt8] {
        try await readers.run { try self.read(at: position) }
    }

    private func read(at position: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        let octets = [UInt8](unsafeUninitializedCapacity: Self.pieceLength) { buffer, filled in
            var count: Int
            repeat {
                count = pread(file, buffer.baseAddress, buffer.count, position)
            } while count < 0 && errno == EINTR
            if count < 0 { failure = errno }
            filled = max(0, count)
        }
        guard failure == 0 else {
            throw NodeDatabaseError.unusable(
                path: "the copy of the database", reason: String(cString: strerror(failure)))
        }
        return octets
    }
}

extension NodeDatabase {
    private static let nameOfCopy = "copy.partial"

    /// Copies the database's present state to a file in its folder. One call at a time.
    package func copy() async throws -> DatabaseCopy {
        let (readers, path) = (readers, folder + "/" + Self.nameOfCopy)
        return try await readers.run { try DatabaseCopy(path: path, readers: readers) }
    }
}
