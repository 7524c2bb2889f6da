import CEpoll

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Connections as the system hands them out.
enum AcceptedSocket {
    enum Next {
        case connection(CInt, from: IPAddress?)
        /// Nobody waits.
        case none
        /// The client has given up before, or its network.
        case aborted
        /// The system lacks descriptors or memory.
        case exhausted(errno: CInt)
        /// There is nothing to accept from any more.
        case ended(errno: CInt)
    }

    static func next(of listener: CInt) -> Next {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                accept4(listener, $0, &length, CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
            }
        }
        guard descriptor < 0 else { return .connection(descriptor, from: IPAddress(address)) }
        switch errno {
        case EAGAIN: return .none
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(errno: errno)
        case EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP: return .ended(errno: errno)
        // Errors of the network that are pending already, accept(2).
        default: return .aborted
        }
    }

    static func close(_ descriptor: CInt) { Glibc.close(descriptor) }
}

extension IPAddress {
    /// Nil when it is none of IPv4 or IPv6.
    fileprivate init?(_ address: sockaddr_storage) {
        switch CInt(address.ss_family) {
        case AF_INET:
            self.init(
                octets: withUnsafeBytes(of: address) { address in
                    address.loadUnaligned(as: sockaddr_in.self).sin_addr
                }.octets)
        case AF_INET6:
            self.init(
                octets: withUnsafeBytes(of: address) { address in
                    address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
                }.octets)
        default: return nil
        }
    }
}

extension in_addr {
    fileprivate var octets: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}

extension in6_addr {
    fileprivate var octets: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}
