import Foundation

/// Which file a name stands for, and its state as far as the system tells without reading it: a file
/// that is changed has another.
struct FileState: Hashable {
    private let path: String
    private let device: UInt
    private let number: UInt
    private let octets: Int
    /// Of the last change, nanoseconds.
    private let time: Int

    /// Nil of what is no plain file.
    init?(_ name: String) {
        var status = stat()
        guard stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        path = URL(fileURLWithPath: name).resolvingSymlinksInPath().path
        device = status.st_dev
        number = status.st_ino
        octets = status.st_size
        time = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
}
