import NIOCore

/// The receiving half of a recon connection, under the eye of its watchdog.
struct ReconReader: ~Copyable {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let connection: ReconConnection
    private let watchdog: SessionWatchdog

    init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, connection: ReconConnection,
        watchdog: SessionWatchdog
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.connection = connection
        self.watchdog = watchdog
    }

    /// The next bytes; nil when the peer has closed.
    ///
    /// - Throws: a timeout of ``GossipError``, or an error of the socket.
    mutating func read() async throws -> [UInt8]? {
        watchdog.readBegan()
        defer { watchdog.readEnded() }
        let buffer: ByteBuffer?
        do {
            buffer = try await inbound.next(isolation: #isolation)
        } catch {
            throw watchdog.expired ?? error
        }
        if let expired = watchdog.expired { throw expired }
        guard let buffer else { return nil }
        connection.countReceived(buffer.readableBytes)
        return Array(buffer.readableBytesView)
    }
}
