import NIOCore
import NIOSSL
import NodeService

/// Behind TLS on a connection: counts what is no TLS or not allowed in, which TLS has closed already,
/// and keeps from the rest of the connection what is none of its business.
final class TLSErrorHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let refusals: Refusals

    init(refusals: Refusals) {
        self.refusals = refusals
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])):
            // Whoever connects and goes away, as health checks do, has asked for nothing.
            break
        case NIOSSLError.uncleanShutdown, NIOSSLError.shutdownFailed:
            // Many clients just go. A request that was cut short is seen by its own length.
            break
        case is NIOSSLError, is BoringSSLError:
            refusals.count("hkp.tls")
        case is ProxyHeaderError:
            // There can be no answer before the handshake.
            refusals.count("hkp.proxy")
            context.close(promise: nil)
        default:
            context.fireErrorCaught(error)
        }
    }
}
