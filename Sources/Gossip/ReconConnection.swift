import NIOCore
import Synchronization

/// The socket of one recon session. Writing never waits: what the peer has not taken is held by the
/// channel, up to a bound. So reading never waits for writing, and two sides that both have much to
/// say cannot lock each other up.
final class ReconConnection: Sendable {
    private struct State {
        var sent = 0
        var received = 0
        /// Bytes written that the socket has not taken.
        var unread = 0
        var lastWrite: EventLoopFuture<Void>?
    }

    let channel: any Channel
    private let unreadLimit: Int
    private let state = Mutex(State())

    init(channel: any Channel, unreadLimit: Int) {
        self.channel = channel
        self.unreadLimit = unreadLimit
    }

    var bytesSent: Int { state.withLock { $0.sent } }
    var bytesReceived: Int { state.withLock { $0.received } }

    func countReceived(_ count: Int) {
        state.withLock { $0.received += count }
    }

    /// Hands the bytes to the channel in one write.
    ///
    /// - Throws: ``GossipError/unread(bytes:)`` when the peer has left too much untaken.
    func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        let count = bytes.count
        let unread = state.withLock { state in
            state.unread += count
            state.sent += count
            return state.unread
        }
        guard unread <= unreadLimit else { throw GossipError.unread(bytes: unread) }
        let written = channel.writeAndFlush(ByteBuffer(bytes: bytes))
        state.withLock { $0.lastWrite = written }
        written.whenComplete { [self] _ in state.withLock { $0.unread -= count } }
    }

    /// Waits until the socket has taken everything that was written.
    func drained() async throws {
        try await state.withLock { $0.lastWrite }?.get()
    }
}
