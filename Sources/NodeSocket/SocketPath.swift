import NodeRequests

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Where a node socket is in the file system.
struct SocketPath: Sendable {
    let text: String

    static let longest = NodeConnection.longestPath

    init(_ text: String) throws(NodeSocketError) {
        let octets = text.utf8.count
        guard octets <= Self.longest else {
            throw .pathTooLong(text, octets: octets, limit: Self.longest)
        }
        self.text = text
    }

    /// Makes the socket's folder where there is none: private, or one that others can pass through
    /// but neither list nor change.
    func makeFolder(isOpen: Bool) throws(NodeSocketError) {
        let folder = String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
        guard !folder.isEmpty else { return }
        if mkdir(folder, isOpen ? 0o711 : 0o700) == 0 { return }
        guard errno == EEXIST else { throw .cannotListen(text, reason: Self.reason(errno)) }
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw .cannotListen(text, reason: Self.reason(errno))
        }
        // Where everybody may rename files, anybody can put a socket of his own in place of ours.
        guard status.st_mode & 0o002 == 0 || status.st_mode & S_ISVTX != 0 else {
            throw .unsafeFolder(folder)
        }
    }

    /// Makes way for a new listener: removes the socket that a dead process left there, and refuses
    /// to take the place of a live one.
    func makeFree() throws(NodeSocketError) {
        var status = stat()
        guard lstat(text, &status) == 0 else {
            guard errno == ENOENT else { throw .cannotListen(text, reason: Self.reason(errno)) }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(text) }
        switch connect() {
        case 0, EAGAIN: throw .inUse(text)
        case ECONNREFUSED:
            guard unlink(text) == 0 || errno == ENOENT else {
                throw .cannotListen(text, reason: Self.reason(errno))
            }
        case ENOENT: return
        case let error: throw .cannotListen(text, reason: Self.reason(error))
        }
    }

    /// Takes our own listener's name away: who connects now is told at once that there is none.
    func remove() { unlink(text) }

    /// Tries to connect and gives the system's error, 0 for success.
    private func connect() -> CInt {
        let (descriptor, error) = connectNow()
        if error == 0 { close(descriptor) }
        return error
    }

    /// As ``connectWaiting(atMost:)``, without waiting: a listener that is too busy to accept gives
    /// `EAGAIN`. Neither does the descriptor ever wait.
    func connectNow() -> (descriptor: CInt, error: CInt) {
        let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = socket(AF_UNIX, CInt(type), 0)
        guard descriptor >= 0 else { return (descriptor, errno) }
        let error = connect(descriptor)
        if error != 0 { close(descriptor) }
        return (descriptor, error)
    }

    /// Connects, and waits for a listener that is busy. The descriptor is the caller's when the
    /// error is 0.
    func connectWaiting(atMost patience: Duration) -> (descriptor: CInt, error: CInt) {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return (descriptor, errno) }
        var limit = timeval(tv_sec: Int(patience.components.seconds), tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let error = connect(descriptor)
        if error != 0 { close(descriptor) }
        return (descriptor, error)
    }

    private func connect(_ descriptor: CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            // The length was checked in `init`; what follows the path is zero.
            field.copyBytes(from: text.utf8)
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, length)
            }
        }
        return result == 0 ? 0 : errno
    }

    static func reason(_ error: CInt) -> String { String(cString: strerror(error)) }
}
