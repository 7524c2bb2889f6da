import NIOCore
import NodeService
import TransportSecurity

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
        switch TLSEnding(error) {
        case .left: break
        case .refused: refusals.count("hkp.tls")
        case nil where error is ProxyHeaderError:
            // There can be no answer before the handshake.
            refusals.count("hkp.proxy")
            context.close(promise: nil)
        case nil: context.fireErrorCaught(error)
        }
    }
}
