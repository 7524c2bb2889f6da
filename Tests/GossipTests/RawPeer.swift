import Gossip
import NIOCore
import NIOPosix
import SetReconciliation
import Synchronization

typealias RawInbound = NIOAsyncChannelInboundStream<ByteBuffer>
typealias RawOutbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

/// A listener that speaks whatever a test lets it.
final class RawListener: Sendable {
    typealias Conversation = @Sendable (RawInbound, RawOutbound) async throws -> Void

    let host: String
    let port: Int
    var accepted: Int { count.withLock { $0 } }

    private let count = Mutex(0)
    private let listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
    private let task = Mutex<Task<Void, Never>?>(nil)

    private init(
        _ listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>,
        host: String
    ) {
        self.listener = listener
        self.host = host
        port = listener.channel.localAddress?.port ?? 0
    }

    static func start(
        on host: String, conversation: @escaping Conversation
    ) async throws -> RawListener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.socketOption(.so_rcvbuf), value: 4_096)
            .bind(to: SocketAddress(ipAddress: host, port: 0)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let listener = RawListener(channel, host: host)
        let task = Task { await listener.run(conversation) }
        listener.task.withLock { $0 = task }
        return listener
    }

    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    func peer(_ name: String) -> GossipConfiguration.Peer {
        GossipConfiguration.Peer(name: name, recon: .init(host: host, port: port))
    }

    private func run(_ conversation: @escaping Conversation) async {
        try? await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    count.withLock { $0 += 1 }
                    group.addTask {
                        try? await connection.executeThenClose { inbound, outbound in
                            try await conversation(inbound, outbound)
                        }
                    }
                }
            }
        }
    }
}

/// A socket that dials a node's recon port.
enum RawDial {
    /// Sends the parts, reads until the node closes, and returns what it sent.
    static func send(_ parts: [UInt8]..., to node: TestNode, from source: String) async throws
        -> [UInt8]
    {
        try await talk(to: node, from: source) { inbound, outbound in
            for part in parts where !part.isEmpty {
                try? await outbound.write(ByteBuffer(bytes: part))
            }
            return await all(of: inbound)
        }
    }

    static func talk<Result: Sendable>(
        to node: TestNode, from source: String,
        _ body: @Sendable (RawInbound, RawOutbound) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: SocketAddress(ipAddress: source, port: 0))
            .connect(to: SocketAddress(ipAddress: node.host, port: node.reconPort)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(inbound, outbound)
        }
    }

    /// All bytes until the end, or until the connection is reset.
    static func all(of inbound: RawInbound) async -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await part in inbound { bytes += part.readableBytesView }
        } catch {}
        return bytes
    }
}

/// Bytes of the protocol.
enum Wire {
    static func config(
        version: String = "1.1.6", bitquantum: UInt32 = 2, mbar: UInt32 = 5,
        filters: Set<String> = ["yminsky.dedup"], httpPort: UInt16 = 1
    ) -> [UInt8] {
        ReconConfiguration(
            version: version, httpPort: httpPort, bitquantum: bitquantum, mbar: mbar,
            filters: filters
        ).message.frame
    }

    static func string(_ text: String) -> [UInt8] {
        HashqueryServer.integer(text.utf8.count) + Array(text.utf8)
    }

    static let passed = string("passed")

    static func failed(_ reason: String) -> [UInt8] { string("failed") + string(reason) }
}
