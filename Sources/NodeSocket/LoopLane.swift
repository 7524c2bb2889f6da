import Listening
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A loop's connection for lookups: its questions and answers pass through no thread but the loop's
/// own.
protocol LoopLane: AnyObject {
    var isOpen: Bool { get }

    /// Sends a frame. On the loop.
    func ask(_ question: [UInt8], answered: @escaping LaneExchange.Answered)
}

/// A lane of an event loop of NIO.
final class ChannelLane: ChannelInboundHandler, LoopLane {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var exchange = LaneExchange()
    private var context: ChannelHandlerContext?
    private var hasUnsent = false
    private var isWatching = false

    var isOpen: Bool { exchange.isOpen }

    func ask(_ question: [UInt8], answered: @escaping LaneExchange.Answered) {
        guard isOpen, let context else { return answered(nil) }
        exchange.asked(answered, now: .now())
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
        guard !isWatching, let deadline = exchange.deadline else { return }
        isWatching = true
        context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.isWatching = false
            guard let context = self.context, let deadline = self.exchange.deadline else { return }
            if deadline <= .now() { return self.end(context) }
            self.watch(context)
        }
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { end(context) }

    func channelActive(context: ChannelHandlerContext) {
        let request = ByteBuffer(string: LookupFrames.switchRequest())
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { exchange.receive($0) }
        do throws(LaneExchange.Broken) {
            while let (answered, frame) = try exchange.next() { answered(frame) }
        } catch {
            end(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { end(context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(context) }

    private func end(_ context: ChannelHandlerContext) {
        guard !exchange.isOver else { return }
        self.context = nil
        let unanswered = exchange.end()
        context.close(promise: nil)
        for answered in unanswered { answered(nil) }
    }
}

/// A lane of a ``ReadinessLoop``. For its thread alone, which is why it may be declared `Sendable`.
final class ReadinessLane: LoopLane, ReadinessWatcher, @unchecked Sendable {
    private let descriptor: CInt
    private let loop: ReadinessLoop
    private let onEnd: () -> Void
    private var exchange = LaneExchange()
    /// What the system has not taken yet.
    private var unsent: [UInt8]
    private var awaitsRoom = false
    private var sendsSoon = false
    private var isWatching = false

    /// Octets read at a time: the answers to many questions.
    private static let portion = 64 << 10

    /// Takes over a connected descriptor that never waits.
    ///
    /// - Parameter onEnd: called when it has ended.
    init(owning descriptor: CInt, on loop: ReadinessLoop, onEnd: @escaping () -> Void) {
        self.descriptor = descriptor
        self.loop = loop
        self.onEnd = onEnd
        unsent = Array(LookupFrames.switchRequest(askingOn: loop.processor).utf8)
    }

    func begin() {
        guard loop.watch(descriptor, for: .reading, by: self) else {
            close(descriptor)
            return onEnd()
        }
        send()
    }

    var isOpen: Bool { exchange.isOpen }

    func ask(_ question: [UInt8], answered: @escaping LaneExchange.Answered) {
        guard isOpen else { return answered(nil) }
        exchange.asked(answered, now: .now())
        unsent += question
        watch()
        // What is asked in one turn of the loop goes together.
        guard !sendsSoon, !awaitsRoom else { return }
        sendsSoon = true
        loop.atEndOfTurn {
            self.sendsSoon = false
            self.send()
        }
    }

    func isReady(_ readiness: Readiness) {
        if readiness.contains(.broken) { return end() }
        if readiness.contains(.writing) { send() }
        if readiness.contains(.reading), !exchange.isOver { receive() }
    }

    private func send() {
        guard !exchange.isOver, !unsent.isEmpty else { return }
        let count = unsent.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
        }
        guard count >= 0 || errno == EAGAIN || errno == EINTR else { return end() }
        unsent.removeFirst(max(0, count))
        let isLeft = !unsent.isEmpty
        guard isLeft != awaitsRoom else { return }
        awaitsRoom = isLeft
        loop.change(descriptor, to: isLeft ? [.reading, .writing] : .reading)
    }

    private func receive() {
        let count = withUnsafeTemporaryAllocation(byteCount: Self.portion, alignment: 16) {
            let count = recv(descriptor, $0.baseAddress, $0.count, 0)
            if count > 0 { exchange.receive(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            return count
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return end() }
        do throws(LaneExchange.Broken) {
            while let (answered, frame) = try exchange.next() { answered(frame) }
        } catch {
            end()
        }
    }

    /// As that of ``ChannelLane``.
    private func watch() {
        guard !isWatching, let deadline = exchange.deadline else { return }
        isWatching = true
        loop.schedule(at: deadline) {
            self.isWatching = false
            guard let deadline = self.exchange.deadline else { return }
            if deadline <= .now() { return self.end() }
            self.watch()
        }
    }

    func end() {
        guard !exchange.isOver else { return }
        let unanswered = exchange.end()
        loop.forget(descriptor)
        close(descriptor)
        for answered in unanswered { answered(nil) }
        onEnd()
    }
}
