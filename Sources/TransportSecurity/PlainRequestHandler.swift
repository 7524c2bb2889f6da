package import NIOCore

/// Before TLS on a connection: who speaks HTTP without it is told so in words. It goes away when
/// something else begins.
package final class PlainRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// How requests begin. TLS begins with octet 22.
    private static let beginnings = [
        "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ",
    ].map { Array($0.utf8) }

    /// How long the client may take to read the answer and close: as long as with TLS.
    private static let linger = ServerTLS.shutdownTimeout

    private static let sentence = "This port speaks TLS: use https:// in place of http://.\n"

    private let onRefusal: () -> Void
    private var received: [UInt8] = []
    private var hasRefused = false

    /// - Parameter onRefusal: called when somebody is told, to count it.
    package init(onRefusal: @escaping () -> Void) {
        self.onRefusal = onRefusal
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The rest of the request is read, so that the answer is not lost to a reset.
        guard !hasRefused else { return }
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        if Self.beginnings.contains(where: { received.starts(with: $0) }) {
            refuse(context)
        } else if !Self.beginnings.contains(where: { $0.starts(with: received) }) {
            passOn(context)
        }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            if hasRefused { return context.close(promise: nil) }
            if !received.isEmpty { passOn(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func passOn(_ context: ChannelHandlerContext) {
        let buffer = ByteBuffer(bytes: received)
        received = []
        context.fireChannelRead(wrapInboundOut(buffer))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        hasRefused = true
        received = []
        onRefusal()
        let answer =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(Self.sentence.utf8.count)\r\nConnection: close\r\n\r\n"
            + Self.sentence
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: written)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
    }
}
