import Glibc
import NIOCore

/// Names to addresses, by the system's resolver.
enum HostResolution {
    /// All addresses of the host. Blocks, for names until the resolver answers: not for the
    /// cooperative pool.
    static func addresses(of endpoint: GossipConfiguration.Endpoint) throws -> [SocketAddress] {
        if HostAddress(literal: endpoint.host) != nil {
            return [try SocketAddress(ipAddress: endpoint.host, port: endpoint.port)]
        }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list)
        guard status == 0, let list else {
            throw GossipError.unresolved(
                host: endpoint.host, reason: String(cString: gai_strerror(status)))
        }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0.pointee.ai_next }).compactMap { entry in
            guard let address = entry.pointee.ai_addr else { return nil }
            switch entry.pointee.ai_family {
            case AF_INET:
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    SocketAddress($0.pointee)
                }
            case AF_INET6:
                return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    SocketAddress($0.pointee)
                }
            default: return nil
            }
        }
    }
}
