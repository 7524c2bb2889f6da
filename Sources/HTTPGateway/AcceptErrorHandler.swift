import Logging
import NIOCore
import NodeService

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Keeps a listener alive when the system refuses one connection: without it a client that gives up
/// at the wrong moment, or the lack of file descriptors for a moment, would end the listener.
final class AcceptErrorHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    /// How long nothing is accepted after the system lacked a resource: trying at once would only
    /// burn the processor.
    private static let pause = TimeAmount.milliseconds(100)

    private let logger: Logger
    private let refusals: Refusals

    init(logger: Logger, refusals: Refusals) {
        self.logger = logger
        self.refusals = refusals
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError else {
            context.fireErrorCaught(error)
            return
        }
        switch error.errnoCode {
        case ECONNABORTED:
            refusals.count("hkp.aborted")
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            refusals.count("hkp.resources")
            logger.warning("a connection could not be accepted", metadata: ["error": "\(error)"])
            let channel = context.channel
            channel.setOption(.autoRead, value: false).whenSuccess {
                channel.eventLoop.scheduleTask(in: Self.pause) {
                    channel.setOption(.autoRead, value: true).whenFailure { _ in }
                }
            }
        default:
            context.fireErrorCaught(error)
        }
    }
}
