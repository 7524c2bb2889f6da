import Glibc

/// A system call that failed.
struct SystemError: Error, CustomStringConvertible {
    let description: String

    init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
}

/// Where the server listens.
struct ServerAddress {
    fileprivate var address = sockaddr_in()

    init?(_ text: String, port: UInt16) {
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, text, &address.sin_addr) == 1 else { return nil }
    }
}

/// A TCP connection that never waits; closed with its last use.
final class Socket {
    enum Received {
        case octets(Int)
        case nothingYet
        case end
    }

    let descriptor: Int32

    /// Begins to connect.
    init(to server: ServerAddress) throws(SystemError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = server.address
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 || errno == EINPROGRESS else { throw SystemError("connect") }
    }

    deinit { Glibc.close(descriptor) }

    /// Sends what fits; nil if the connection is broken.
    func send(_ octets: UnsafeRawBufferPointer) -> Int? {
        let count = Glibc.send(
            descriptor, octets.baseAddress, octets.count, CInt(MSG_NOSIGNAL))
        if count >= 0 { return count }
        return errno == EAGAIN || errno == ENOTCONN ? 0 : nil
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 { return .octets(count) }
        return count < 0 && errno == EAGAIN ? .nothingYet : .end
    }
}

/// poll(2) on sockets, by number: for some hundreds of them as cheap as anything.
struct Poll {
    private var entries: [pollfd]

    init(count: Int) {
        entries = [pollfd](repeating: pollfd(fd: -1, events: 0, revents: 0), count: count)
    }

    /// Watches a socket for what comes, and for room to write if `forWriting`; nothing if nil.
    mutating func watch(_ socket: Socket?, number: Int, forWriting: Bool) {
        let events = POLLIN | (forWriting ? POLLOUT : 0)
        entries[number] = pollfd(fd: socket?.descriptor ?? -1, events: Int16(events), revents: 0)
    }

    /// Waits until something happens to a socket, or the time is over; false then.
    mutating func wait(milliseconds: Int32) throws(SystemError) -> Bool {
        let count = poll(&entries, nfds_t(entries.count), milliseconds)
        guard count >= 0 || errno == EINTR else { throw SystemError("poll") }
        return count > 0
    }

    /// Whether something happened to this socket.
    func isReady(_ number: Int) -> Bool { entries[number].revents != 0 }
}
