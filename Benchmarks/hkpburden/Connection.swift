import Glibc

/// A system call that failed.
struct SystemError: Error, CustomStringConvertible {
    let description: String

    init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
}

/// Where the server listens, and whence the next connection comes.
struct Server {
    private enum Place {
        case tcp(sockaddr_in)
        case unix(sockaddr_un)
    }

    /// A server takes so many connections of one address only.
    private static let connectionsOfAddress: UInt32 = 8
    /// 127.200.0.1, from which loopback addresses are taken one after the other.
    private static let firstAddress: UInt32 = 0x7FC8_0001
    /// As many addresses as 127.200.0.0/16 has hosts.
    private static let addressCount: UInt32 = 65_534

    private let place: Place
    private var connections: UInt32 = 0

    init?(address: String, port: UInt16) {
        var server = sockaddr_in()
        server.sin_family = sa_family_t(AF_INET)
        server.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &server.sin_addr) == 1 else { return nil }
        place = .tcp(server)
    }

    init?(path: String) {
        var server = sockaddr_un()
        server.sun_family = sa_family_t(AF_UNIX)
        let octets = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &server.sun_path) { room in
            guard octets.count < room.count else { return false }
            room.copyBytes(from: octets)
            return true
        }
        guard fits else { return nil }
        place = .unix(server)
    }

    /// - Throws: ``SystemError``.
    mutating func connect() throws -> Connection {
        switch place {
        case .tcp(var server):
            let connection = try Connection(family: AF_INET)
            var source = sockaddr_in()
            source.sin_family = sa_family_t(AF_INET)
            let number = connections / Self.connectionsOfAddress % Self.addressCount
            source.sin_addr.s_addr = (Self.firstAddress + number).bigEndian
            connections &+= 1
            try connection.bind(to: &source)
            try connection.connect(to: &server)
            return connection
        case .unix(var server):
            let connection = try Connection(family: AF_UNIX)
            try connection.connect(to: &server)
            return connection
        }
    }
}

/// A connection, closed with its last use.
final class Connection {
    private let descriptor: Int32

    fileprivate init(family: Int32) throws(SystemError) {
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
    }

    deinit { close(descriptor) }

    fileprivate func bind<Address>(to address: inout Address) throws(SystemError) {
        let result = withSocketAddress(&address) { Glibc.bind(descriptor, $0, $1) }
        guard result == 0 else { throw SystemError("bind") }
    }

    fileprivate func connect<Address>(to address: inout Address) throws(SystemError) {
        let result = withSocketAddress(&address) { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 else { throw SystemError("connect") }
    }

    /// False when the connection is broken, or the server does not read.
    func send(_ octets: [UInt8]) -> Bool {
        octets.withUnsafeBytes {
            Glibc.send(
                descriptor, $0.baseAddress, $0.count,
                CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
                == $0.count
        }
    }

    /// Lets the end be a reset of the connection, where there is such a thing (socket(7), SO_LINGER).
    func resetsAtClose() {
        var at = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &at, socklen_t(MemoryLayout<linger>.size))
    }

    /// Whether the other side has closed it, or sent what nobody has asked for.
    var isClosedByServer: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }
}

private func withSocketAddress<Address>(
    _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<Address>.size))
        }
    }
}
