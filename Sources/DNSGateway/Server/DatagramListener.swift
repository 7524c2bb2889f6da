import Logging
import NIOCore
import NIOPosix
import NodeService
import Synchronization

/// The server over UDP.
struct DatagramListener: Sendable {
    typealias Datagram = AddressedEnvelope<ByteBuffer>

    /// A bound socket and what arrives at it, until it is closed.
    private struct Socket: Sendable {
        let channel: any Channel
        let datagrams: AsyncStream<Datagram>
    }

    /// Before a socket is opened again that the system closed: at once would only burn the
    /// processor.
    private static let pause = Duration.milliseconds(100)

    private let address: SocketAddress
    private let first: Socket
    private let responder: Responder
    private let limits: DNSLimits
    private let refusals: Refusals
    private let logger: Logger

    static func bind(
        to address: SocketAddress, responder: Responder, limits: DNSLimits, refusals: Refusals,
        logger: Logger
    ) async throws -> DatagramListener {
        let first = try await open(address, limits: limits, refusals: refusals)
        return DatagramListener(
            address: address, first: first, responder: responder, limits: limits,
            refusals: refusals, logger: logger)
    }

    private static func open(
        _ address: SocketAddress, limits: DNSLimits, refusals: Refusals
    ) async throws -> Socket {
        let (datagrams, continuation) = AsyncStream.makeStream(
            of: Datagram.self, bufferingPolicy: .bufferingOldest(limits.datagramsAtOnce))
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramHandler(continuation, refusals: refusals))
                }
            }
            .bind(to: address).get()
        return Socket(channel: channel, datagrams: datagrams)
    }

    /// Answers until the task is cancelled.
    ///
    /// - Throws: when the socket was lost and cannot be opened again.
    func run() async throws {
        var socket = first
        while true {
            await serve(socket)
            try Task.checkCancellation()
            // A datagram that the system will not send, to an address without a route or by a rule
            // of the firewall, makes NIO close the socket.
            logger.notice("dns: the UDP socket was closed by the system and is opened again")
            try await Task.sleep(for: Self.pause)
            socket = try await Self.open(address, limits: limits, refusals: refusals)
        }
    }

    private func serve(_ socket: Socket) async {
        let places = Places(limits.datagramsAtOnce)
        await withDiscardingTaskGroup { group in
            for await datagram in socket.datagrams {
                guard places.enter() else {
                    refusals.count("dns.busy")
                    continue
                }
                group.addTask {
                    await answer(datagram, on: socket.channel)
                    places.leave()
                }
            }
        }
        try? await socket.channel.close()
    }

    private func answer(_ datagram: Datagram, on channel: any Channel) async {
        guard let response = await responder.response(to: datagram.data, at: .now) else { return }
        // What the network does not take is not hoarded: the client will ask again.
        guard channel.isWritable else { return refusals.count("dns.busy") }
        let limit = response.limitOverUDP(queryLength: datagram.data.readableBytes)
        channel.writeAndFlush(
            Datagram(remoteAddress: datagram.remoteAddress, data: response.encoded(atMost: limit)),
            promise: nil)
    }
}

/// A bounded number of places.
private final class Places: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    func enter() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func leave() { free.withLock { $0 += 1 } }
}

/// Gives what arrives to a stream.
private final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = DatagramListener.Datagram

    private let datagrams: AsyncStream<DatagramListener.Datagram>.Continuation
    private let refusals: Refusals

    init(
        _ datagrams: AsyncStream<DatagramListener.Datagram>.Continuation, refusals: Refusals
    ) {
        self.datagrams = datagrams
        self.refusals = refusals
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let datagram = unwrapInboundIn(data)
        // To port 0 nothing can be sent, and to try would close the socket.
        guard datagram.remoteAddress.port != 0 else { return refusals.count("dns.ignored") }
        if case .dropped = datagrams.yield(datagram) { refusals.count("dns.busy") }
    }

    func channelInactive(context: ChannelHandlerContext) { datagrams.finish() }

    /// Those that matter close the channel.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
