import NIOSSL

/// What an error of TLS on a server's connection means. TLS has closed the connection already.
package enum TLSEnding {
    /// The client went away, having asked for nothing or with its answers: nothing to count.
    case left
    /// What came is no TLS, or is not allowed in.
    case refused

    /// Nil when the error is none of TLS.
    package init?(_ error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])):
            // Health checks connect and go away.
            self = .left
        case NIOSSLError.uncleanShutdown, NIOSSLError.shutdownFailed:
            // Many clients just go. A request that was cut short is seen by its own length.
            self = .left
        case is NIOSSLError, is BoringSSLError:
            self = .refused
        default:
            return nil
        }
    }
}
