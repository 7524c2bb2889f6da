/// Paths of Unix domain sockets.
package enum SocketPath {
    /// `sun_path` of `sockaddr_un` on Linux, with the NUL that ends it (unix(7)).
    private static let maximumBytes = 108

    /// Returns `path` when it is short enough. The error says what to write.
    package static func check(_ path: String) throws(ValueError) -> String {
        let bytes = path.utf8.count + 1
        guard bytes <= maximumBytes else {
            throw ValueError(
                "\(path) is \(bytes - 1) bytes long, a socket's path has at most "
                    + "\(maximumBytes - 1): write a shorter one, such as /run/claviger/node.sock")
        }
        return path
    }
}
