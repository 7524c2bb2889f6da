package import Logging
package import NIOCore
package import NodeService

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Keeps a listener alive when the system refuses one connection, first in its pipeline. Without it a
/// client that gives up at the wrong moment, or the lack of file descriptors for a moment, would end
/// the listener, and with it the node.
package final class AcceptErrorHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = Any

    /// How long nothing is accepted after the system lacked a resource: trying at once would only
    /// burn the processor.
    private static let pause = TimeAmount.milliseconds(100)

    private let logger: Logger
    private let refusals: Refusals
    private let aborted: StaticString
    private let resources: StaticString

    /// - Parameters:
    ///   - aborted: the reason under which clients are counted that gave up before we accepted.
    ///   - resources: the same for connections that the system had no descriptor or memory for.
    package init(
        logger: Logger, refusals: Refusals, aborted: StaticString, resources: StaticString
    ) {
        self.logger = logger
        self.refusals = refusals
        self.aborted = aborted
        self.resources = resources
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError else {
            context.fireErrorCaught(error)
            return
        }
        switch error.errnoCode {
        case ECONNABORTED:
            refusals.count(aborted)
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            refusals.count(resources)
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
