package import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A socket that listens, with a queue of its own, from which several threads or processes may
/// accept. Whoever connects waits in the queue while none of them is there; so a process that is
/// replaced or dies loses nobody whom it had not accepted. Closed with the object.
package final class ListeningSocket: Sendable {
    /// What a process that is to accept from it has to inherit. Accepting never waits.
    package let descriptor: CInt

    /// Takes over a socket that listens already.
    package init(inherited descriptor: CInt) {
        self.descriptor = descriptor
        prepare()
    }

    /// - Parameters:
    ///   - sharesPort: whether others of this user may listen at the same address; the system deals
    ///     the connections out among them (`SO_REUSEPORT`, socket(7)).
    ///   - backlog: connections that the system keeps for us until we take them, if it allows so
    ///     many (`net.core.somaxconn`).
    package init(
        _ address: SocketAddress, sharesPort: Bool = false, backlog: CInt
    ) throws(IOError) {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        descriptor = socket(address.protocol.rawValue, type, 0)
        guard descriptor >= 0 else {
            throw IOError(errnoCode: errno, reason: "socket")
        }
        turnOn(SO_REUSEADDR, of: SOL_SOCKET)
        if sharesPort { turnOn(SO_REUSEPORT, of: SOL_SOCKET) }
        let isBound = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) == 0 }
        guard isBound, listen(descriptor, backlog) == 0 else {
            let error = IOError(errnoCode: errno, reason: "bind or listen")
            close(descriptor)
            throw error
        }
        prepare()
    }

    private func prepare() {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        // Where it is TCP. Connections inherit it: an answer is written in one piece and waits for
        // nothing.
        turnOn(TCP_NODELAY, of: CInt(IPPROTO_TCP))
    }

    private func turnOn(_ option: CInt, of level: CInt) {
        var on: CInt = 1
        setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    /// The address that it is bound to; nil when it is none of IP.
    package var address: SocketAddress? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard code == 0 else { return nil }
        return withUnsafeBytes(of: address) { address in
            switch CInt(address.loadUnaligned(as: sockaddr.self).sa_family) {
            case AF_INET: SocketAddress(address.loadUnaligned(as: sockaddr_in.self))
            case AF_INET6: SocketAddress(address.loadUnaligned(as: sockaddr_in6.self))
            default: nil
            }
        }
    }

    deinit { close(descriptor) }
}
