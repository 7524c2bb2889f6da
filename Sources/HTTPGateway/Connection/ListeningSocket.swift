import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A socket that listens at an address that others share, with a queue of its own, for gateway
/// processes to accept from. Whoever connects waits in the queue while none of them is there; so a
/// process that is replaced or dies loses nobody whom it had not accepted. Closed with the object.
package final class ListeningSocket: Sendable {
    /// What a process that is to accept from it has to inherit.
    package let descriptor: CInt

    /// Resolves the host: blocks.
    ///
    /// - Throws: ``HTTPGatewayError/cannotListen(_:reason:)``.
    package init(_ listener: HTTPGatewayConfiguration.Listener) throws(HTTPGatewayError) {
        let address: SocketAddress
        do {
            address = try .makeAddressResolvingHost(listener.host, port: listener.port)
        } catch {
            throw .cannotListen(listener, reason: "\(error)")
        }
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        descriptor = socket(address.protocol.rawValue, type, 0)
        guard descriptor >= 0 else {
            throw .cannotListen(listener, reason: String(cString: strerror(errno)))
        }
        for option in [SO_REUSEADDR, SO_REUSEPORT] {
            var on: CInt = 1
            setsockopt(
                descriptor, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<CInt>.size))
        }
        let isBound = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) == 0 }
        guard isBound, listen(descriptor, ListeningSocket.backlog) == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .cannotListen(listener, reason: reason)
        }
    }

    deinit { close(descriptor) }

    /// Connections that the system keeps for us until we take them. More than the usual bursts;
    /// what does not fit is tried again by the client's system.
    static let backlog: CInt = 256
}
