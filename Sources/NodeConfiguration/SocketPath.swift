/// Paths of Unix domain sockets.
package enum SocketPath {
    /// What NIO takes on every system: the least `sun_path` among them, without the NUL.
    private static let maximumBytes = 103

    /// Returns `path` when it is short enough. The error says what to write.
    package static func check(_ path: String) throws(ValueError) -> String {
        let bytes = path.utf8.count
        guard bytes <= maximumBytes else {
            throw ValueError(
                "\(path) is \(bytes) bytes long, a socket's path has at most "
                    + "\(maximumBytes): write a shorter one, such as /run/claviger/node.sock")
        }
        return path
    }
}
