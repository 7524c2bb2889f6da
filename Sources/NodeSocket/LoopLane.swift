import NIOCore
import NodeRequests

/// An event loop's connection for lookups: its questions and answers pass through no thread but the
/// loop's own.
///
/// Whatever is wrong with it ends it, and what it has not answered is for others to ask.
final class LoopLane: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The frame that answers a question; nil when none will.
    typealias Answered = ([UInt8]?) -> Void

    private struct Waiting {
        let since: NIODeadline
        let answered: Answered
    }

    private enum Phase {
        /// The node's answer to HTTP is awaited.
        case switching
        case open
        case over
    }

    /// Octets of a length before a frame.
    private static let head = 4
    /// Octets of the longest answer to HTTP.
    private static let longestSwitch = 4_096
    /// How long an answer may take: then the node hangs, or has much to do; who asks in another way
    /// is told which.
    private static let patience = TimeAmount.seconds(5)

    private var phase = Phase.switching
    private var received = ByteBuffer()
    private var waiting = CircularBuffer<Waiting>()
    private var context: ChannelHandlerContext?
    private var hasUnsent = false
    private var isWatching = false

    /// Whether questions are answered.
    var isOpen: Bool { if case .open = phase { true } else { false } }

    // MARK: Asking

    /// Sends a frame. On the event loop.
    func ask(_ question: [UInt8], answered: @escaping Answered) {
        guard isOpen, let context else { return answered(nil) }
        waiting.append(Waiting(since: .now(), answered: answered))
        context.write(wrapOutboundOut(ByteBuffer(bytes: question)), promise: nil)
        flushSoon(context)
        watch(context)
    }

    /// What is asked in one turn of the event loop goes together.
    private func flushSoon(_ context: ChannelHandlerContext) {
        guard !hasUnsent else { return }
        hasUnsent = true
        context.eventLoop.assumeIsolated().execute {
            self.hasUnsent = false
            self.context?.flush()
        }
    }

    /// Looks again and again whether the oldest question has waited for too long, while there is
    /// one.
    private func watch(_ context: ChannelHandlerContext) {
        guard !isWatching, let oldest = waiting.first else { return }
        isWatching = true
        context.eventLoop.assumeIsolated().scheduleTask(deadline: oldest.since + Self.patience) {
            self.isWatching = false
            guard let context = self.context, let oldest = self.waiting.first else { return }
            if oldest.since + Self.patience <= .now() { return self.end(context) }
            self.watch(context)
        }
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { end(context) }

    func channelActive(context: ChannelHandlerContext) {
        let request = ByteBuffer(string: LookupFrames.switchRequest)
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var more = unwrapInboundIn(data)
        received.writeBuffer(&more)
        if case .switching = phase { finishSwitching(context) }
        while isOpen, takeFrame(context) {}
        received.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) { end(context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(context) }

    private func finishSwitching(_ context: ChannelHandlerContext) {
        let head = received.readableBytesView
        guard head.suffix(4).elementsEqual("\r\n\r\n".utf8) else {
            if head.count >= Self.longestSwitch { end(context) }
            return
        }
        guard head.starts(with: LookupFrames.switched.utf8) else { return end(context) }
        received.clear()
        phase = .open
    }

    /// False when the next frame is not there.
    private func takeFrame(_ context: ChannelHandlerContext) -> Bool {
        guard let length = received.getInteger(at: received.readerIndex, as: UInt32.self) else {
            return false
        }
        guard length <= LookupFrames.largestAnswer else {
            end(context)
            return false
        }
        guard received.readableBytes >= Self.head + Int(length) else { return false }
        received.moveReaderIndex(forwardBy: Self.head)
        guard let frame = received.readBytes(length: Int(length)), let first = waiting.popFirst()
        else {
            end(context)
            return false
        }
        first.answered(frame)
        return true
    }

    private func end(_ context: ChannelHandlerContext) {
        if case .over = phase { return }
        phase = .over
        self.context = nil
        context.close(promise: nil)
        while let next = waiting.popFirst() { next.answered(nil) }
    }
}
