import Listening
import Logging
import NIOCore
import NIOPosix
import NodeService

typealias ReconChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

/// The socket on which peers reach us.
struct Listener: Sendable {
    let channel: NIOAsyncChannel<ReconChannel, Never>

    /// Where it listens, as `host:port`.
    var address: String {
        guard let address = channel.channel.localAddress, let host = address.ipAddress,
            let port = address.port
        else { return "an unknown address" }
        return GossipConfiguration.Endpoint(host: host, port: port).description
    }

    static func bind(
        to address: SocketAddress, refusals: Refusals, logger: Logger
    ) async throws -> Listener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptErrorHandler(
                            logger: logger, refusals: refusals, aborted: "recon.aborted",
                            resources: "recon.resources"), position: .first)
                }
            }
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .bind(to: address) { channel in
                channel.eventLoop.makeCompletedFuture { try ReconChannel(recon: channel) }
            }
        return Listener(channel: channel)
    }
}

extension NIOAsyncChannel where Inbound == ByteBuffer, Outbound == ByteBuffer {
    /// Wraps a channel of plain bytes; on its event loop.
    init(recon channel: any Channel) throws {
        try self.init(wrappingChannelSynchronously: channel)
    }
}
