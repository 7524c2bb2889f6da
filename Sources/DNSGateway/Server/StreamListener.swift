import Listening
import Logging
import NIOCore
import NIOPosix
import NodeService
import Synchronization

/// The server over TCP (RFC 7766): many queries on one connection, answered in their order.
struct StreamListener: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Where it listens.
    let address: SocketAddress
    let port: Int
    private let channel: NIOAsyncChannel<Connection, Never>
    private let responder: Responder
    private let refusals: Refusals
    private let places: ConnectionPlaces

    static func bind(
        to listener: DNSGatewayConfiguration.Listener, responder: Responder, limits: DNSLimits,
        refusals: Refusals, logger: Logger
    ) async throws -> StreamListener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptErrorHandler(
                            logger: logger, refusals: refusals, aborted: "dns.aborted",
                            resources: "dns.resources"), position: .first)
                }
            }
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Who sends his queries and closes that direction still gets his answers.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: listener.host, port: listener.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try connection(on: channel, limits: limits)
                }
            }
        guard let address = channel.channel.localAddress, let port = address.port else {
            preconditionFailure("A socket that is bound to a host and a port has an address.")
        }
        return StreamListener(
            address: address, port: port, channel: channel, responder: responder,
            refusals: refusals, places: ConnectionPlaces(limits))
    }

    /// On the channel's event loop.
    private static func connection(
        on channel: any Channel, limits: DNSLimits
    ) throws -> Connection {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(IdleStateHandler(allTimeout: TimeAmount(limits.idleDuration)))
        try pipeline.addHandler(
            ConnectionEndHandler(longest: TimeAmount(limits.connectionDuration)))
        try pipeline.addHandler(ByteToMessageHandler(MessageFrameDecoder()))
        return try Connection(wrappingChannelSynchronously: channel)
    }

    /// Accepts connections until the task is cancelled.
    func run() async throws {
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await serve(connection) }
                }
            }
        }
    }

    /// Gives the address back without having run.
    func close() async {
        try? await channel.executeThenClose { _ in }
    }

    private func serve(_ connection: Connection) async {
        let client = connection.channel.remoteAddress?.ipAddress ?? ""
        guard places.enter(client) else {
            refusals.count("dns.busy")
            try? await connection.executeThenClose { _, _ in }
            return
        }
        defer { places.leave(client) }
        do {
            try await connection.executeThenClose { messages, _ in
                for try await message in messages {
                    guard let response = await responder.response(to: message, at: .now) else {
                        return
                    }
                    // Waits until the system has it: one answer is held for a slow client, no more.
                    try await connection.channel.writeAndFlush(
                        response.encoded(atMost: Int(UInt16.max)).framedForTCP)
                }
            }
        } catch is MessageFramingError {
            refusals.count("dns.malformed")
        } catch {
            // The client or the clock has ended the connection.
        }
    }
}

/// Who has how many connections.
private final class ConnectionPlaces: Sendable {
    private let limits: DNSLimits
    private let taken = Mutex<(total: Int, byAddress: [String: Int])>((0, [:]))

    init(_ limits: DNSLimits) { self.limits = limits }

    func enter(_ address: String) -> Bool {
        taken.withLock { taken in
            let own = taken.byAddress[address, default: 0]
            guard taken.total < limits.connections, own < limits.connectionsPerAddress else {
                return false
            }
            taken.total += 1
            taken.byAddress[address] = own + 1
            return true
        }
    }

    func leave(_ address: String) {
        taken.withLock { taken in
            taken.total -= 1
            let left = taken.byAddress[address, default: 1] - 1
            taken.byAddress[address] = left > 0 ? left : nil
        }
    }
}

/// Closes a connection that was silent for too long, or has lasted too long.
private final class ConnectionEndHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let longest: TimeAmount
    private var timer: Scheduled<Void>?

    init(longest: TimeAmount) { self.longest = longest }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: longest) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
