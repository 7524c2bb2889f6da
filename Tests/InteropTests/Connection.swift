import Foundation

/// A blocking TCP connection, as plain as it comes: tests send what no well-behaved client would.
final class Connection: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Dials, from `source` if given. Reads and writes give up after `seconds`.
    init(to address: String, port: Int, from source: String? = nil, seconds: Int = 20) throws {
        descriptor = try Self.tcpSocket()
        limitWaiting(seconds)
        if let source, !Self.with(source, 0, { bind(descriptor, $0, $1) == 0 }) {
            close(descriptor)
            throw InteropError("cannot dial from \(source): \(String(cString: strerror(errno)))")
        }
        guard Self.with(address, port, { connect(descriptor, $0, $1) == 0 }) else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw InteropError("cannot connect to \(address):\(port): \(reason)")
        }
    }

    /// Connects to a Unix domain socket.
    init(toSocket path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let connected = withUnsafeBytes(of: &name) {
            connect(
                descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
        guard connected == 0 else {
            close(descriptor)
            throw InteropError("nobody listens on \(path)")
        }
        limitWaiting(20)
    }

    deinit { close(descriptor) }

    private func limitWaiting(_ seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
    }

    /// Writes everything; false when the other side no longer takes it.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// The next bytes; empty at the end, nil when none came in time or the connection broke.
    func receive(atMost limit: Int = 1 << 16) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, 0)
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Everything until the other side closes, or nil when it did not in time. A reset counts as
    /// closed.
    func receiveToEnd() -> [UInt8]? {
        var all: [UInt8] = []
        while true {
            guard let bytes = receive() else { return errno == ECONNRESET ? all : nil }
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// Says that nothing more will be written.
    func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    static func listen(at address: String, port: Int) throws -> Int32 {
        let listener = try tcpSocket()
        var one: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard with(address, port, { bind(listener, $0, $1) == 0 }), Glibc.listen(listener, 64) == 0
        else {
            close(listener)
            throw InteropError("cannot listen on \(address):\(port)")
        }
        return listener
    }

    static func port(of listener: Int32) throws -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) {
            getsockname(listener, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0 else { throw InteropError("a listener without a port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func tcpSocket() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { throw InteropError("no socket left") }
        return descriptor
    }

    private static func with<Result>(
        _ host: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafeBytes(of: &address) {
            body(
                $0.baseAddress!.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
