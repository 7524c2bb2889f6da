package import NIOCore
import NIOPosix
import Synchronization

/// The channels of NIO for connections that others have accepted.
package final class AdoptedChannels: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Channels, and connections that become some.
        var count = 0
        var isQuiescing = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Takes over a connected descriptor.
    ///
    /// - Parameters:
    ///   - octets: what has been received and not been answered.
    ///   - setUp: puts handlers into the channel's pipeline, on its event loop.
    package func adopt(
        _ descriptor: CInt, handing octets: [UInt8],
        setUp: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) {
        state.withLock { $0.count += 1 }
        ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(EarlierOctets(octets))
                }.flatMap { setUp(channel) }
            }
            .withConnectedSocket(descriptor)
            .flatMap { channel in
                self.opened(channel)
                return channel.closeFuture
            }
            .whenComplete { _ in self.ended() }
    }

    private func opened(_ channel: any Channel) {
        let name = ObjectIdentifier(channel)
        let isQuiescing = state.withLock { state in
            state.channels[name] = channel
            return state.isQuiescing
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.channels[name] = nil }
        }
        if isQuiescing { Self.quiesce(channel) }
    }

    private func ended() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count -= 1
            guard state.count == 0 else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Tells all channels, and those that are adopted from now on, that they are to end.
    package func quiesce() {
        let channels = state.withLock { state in
            state.isQuiescing = true
            return Array(state.channels.values)
        }
        for channel in channels { Self.quiesce(channel) }
    }

    private static func quiesce(_ channel: any Channel) {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    /// Waits until there is none. To be called once.
    package func waitForAll() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.count > 0 { state.waiting = continuation }
                return state.count == 0
            }
            if isDone { continuation.resume() }
        }
    }
}

/// Hands on what was received before there was a channel, first of all.
private final class EarlierOctets: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let octets: [UInt8]

    init(_ octets: [UInt8]) { self.octets = octets }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if !octets.isEmpty {
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: octets)))
            context.fireChannelReadComplete()
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
