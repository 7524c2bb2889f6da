import Listening
import NIOCore

/// Takes the PROXY header from the start of a connection that a trusted proxy has opened, tells of
/// it by a ``ProxiedConnection`` event, and then goes away. Connections without the header pass as
/// they are.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var received: [UInt8] = []
    /// What comes after a header that cannot be read belongs to nothing.
    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        do throws(ProxyHeaderError) {
            switch try ProxyHeader.read(received) {
            case .incomplete: return
            case .absent: passOn(context, from: 0)
            case .header(let header):
                if let source = header.source {
                    context.fireUserInboundEventTriggered(ProxiedConnection(source: source))
                }
                passOn(context, from: header.length)
            }
        } catch {
            refuse(context, error)
        }
    }

    private func passOn(_ context: ChannelHandlerContext, from start: Int) {
        let rest = received[start...]
        received = []
        if !rest.isEmpty {
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: rest)))
            context.fireChannelReadComplete()
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, _ error: ProxyHeaderError) {
        isRefused = true
        received = []
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event, !isRefused, !received.isEmpty {
            refuse(context, .truncated)
        }
        context.fireUserInboundEventTriggered(event)
    }
}

/// A trusted proxy has told who is connected to it.
struct ProxiedConnection: Sendable {
    let source: IPAddress
}
