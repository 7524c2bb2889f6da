import Logging
import NIOCore
import NIOPosix
import NodeService
import TestSupport

@testable import DNSGateway

/// A gateway that listens on a port of its own for as long as a test needs it.
struct RunningGateway {
    let port: Int
    let refusals: Refusals
}

/// Runs `work` with a gateway on `node` and stops the gateway, however it ends.
func withGateway<Value: Sendable>(
    _ node: any NodeService, limits: DNSLimits = DNSLimits(),
    _ work: @escaping @Sendable (RunningGateway) async throws -> Value
) async throws -> Value {
    let refusals = Refusals()
    let (bound, binding) = AsyncStream.makeStream(of: Int.self)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let gateway = try DNSGateway(
        configuration: DNSGatewayConfiguration(
            listen: [.init(host: "127.0.0.1", port: 0)], domains: ["example.org"],
            limits: limits), node: node, refusals: refusals, logger: logger,
        now: { Keys.now }, onListening: { binding.yield($0.port) })
    return try await withService(gateway, listening: (bound, binding), logger: logger) {
        port, _ in
        try await work(RunningGateway(port: port, refusals: refusals))
    }
}

/// Sends datagrams one after the other, the last one again and again, and gives the first `count`
/// answers.
///
/// The system drops a datagram that arrives faster than the server reads, so what is to be answered
/// is asked again, as resolvers do.
func askOverUDP(
    _ port: Int, _ messages: [[UInt8]], answers count: Int
) async throws -> [[UInt8]] {
    try await within {
        let server = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        let socket = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<
                        AddressedEnvelope<ByteBuffer>, AddressedEnvelope<ByteBuffer>
                    >(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await socket.executeThenClose { inbound, outbound in
            let datagrams = messages.map {
                AddressedEnvelope(remoteAddress: server, data: ByteBuffer(bytes: $0))
            }
            for datagram in datagrams { try await outbound.write(datagram) }
            async let _: Void = {
                while let last = datagrams.last {
                    try await Task.sleep(for: .milliseconds(500))
                    try await outbound.write(last)
                }
            }()
            var answers: [[UInt8]] = []
            for try await datagram in inbound {
                answers.append(Array(datagram.data.readableBytesView))
                if answers.count == count { break }
            }
            return answers
        }
    }
}

/// Sends octets over one connection and gives everything that comes until the server closes it.
func exchangeOverTCP(
    _ port: Int, _ octets: [UInt8], finishes: Bool = true
) async throws -> [UInt8] {
    try await within {
        let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            if !octets.isEmpty { try await outbound.write(ByteBuffer(bytes: octets)) }
            if finishes { outbound.finish() }
            var received: [UInt8] = []
            do {
                for try await buffer in inbound { received += Array(buffer.readableBytesView) }
            } catch is IOError {
                // Closed with octets of ours unread: the system says so with a reset.
            }
            return received
        }
    }
}

/// The messages in what came over a connection.
func messages(in octets: [UInt8]) throws -> [[UInt8]] {
    var rest = octets[...]
    var messages: [[UInt8]] = []
    while rest.count >= 2 {
        let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
        guard rest.count >= length else { throw TestFailure.closed }
        messages.append(Array(rest.prefix(length)))
        rest = rest.dropFirst(length)
    }
    guard rest.isEmpty else { throw TestFailure.closed }
    return messages
}
