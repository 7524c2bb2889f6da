package import Listening
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension ListeningSocket {
    /// More than the usual bursts; what does not fit is tried again by the client's system.
    private static let backlog: CInt = 256

    /// Resolves the host: blocks.
    ///
    /// - Parameter sharesPort: whether others of this user may listen at the same address.
    /// - Throws: ``HTTPGatewayError/cannotListen(_:reason:)``.
    package convenience init(
        _ listener: HTTPGatewayConfiguration.Listener, sharesPort: Bool
    ) throws(HTTPGatewayError) {
        do {
            try self.init(
                .makeAddressResolvingHost(listener.host, port: listener.port),
                sharesPort: sharesPort, backlog: Self.backlog)
        } catch let error as IOError {
            throw .cannotListen(listener, reason: String(cString: strerror(error.errnoCode)))
        } catch {
            throw .cannotListen(listener, reason: "\(error)")
        }
    }
}
