import NIOCore
import NIOPosix
import OpenPGP
import Synchronization

/// An HTTP server that knows one request, `POST /pks/hashquery`, and answers it as a test wants:
/// with raw bytes, after which it closes, as SKS does.
final class HashqueryServer: Sendable {
    typealias Answer = @Sendable ([KeyDigest]) async throws -> [UInt8]

    let port: Int
    /// The digests of each request.
    var requests: [[KeyDigest]] { log.withLock { $0 } }
    /// The addresses from which they came.
    var sources: Set<String> { askers.withLock { $0 } }

    private let log = Mutex<[[KeyDigest]]>([])
    private let askers = Mutex<Set<String>>([])
    private let listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
    private let task = Mutex<Task<Void, Never>?>(nil)

    private init(
        _ listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>, port: Int
    ) {
        self.listener = listener
        self.port = port
    }

    static func start(on host: String, answer: @escaping Answer) async throws -> HashqueryServer {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: SocketAddress(ipAddress: host, port: 0)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let server = HashqueryServer(listener, port: listener.channel.localAddress?.port ?? 0)
        let task = Task { await server.run(answer) }
        server.task.withLock { $0 = task }
        return server
    }

    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    private func run(_ answer: @escaping Answer) async {
        try? await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    let source = connection.channel.remoteAddress?.ipAddress ?? ""
                    askers.withLock { _ = $0.insert(source) }
                    group.addTask {
                        try? await connection.executeThenClose { inbound, outbound in
                            let digests = try await Self.request(inbound)
                            self.log.withLock { $0.append(digests) }
                            try await outbound.write(ByteBuffer(bytes: try await answer(digests)))
                        }
                    }
                }
            }
        }
    }

    private static func request(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    ) async throws -> [KeyDigest] {
        var bytes: [UInt8] = []
        for try await part in inbound {
            bytes += part.readableBytesView
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound,
                let length = text.lowercased().firstMatch(of: /content-length: (\d+)/),
                let count = Int(length.1), bytes.count >= end + count
            else { continue }
            var rest = bytes.dropFirst(end + 4)
            var digests: [KeyDigest] = []
            while rest.count >= 20, let digest = KeyDigest(bytes: rest.dropFirst(4).prefix(16)) {
                digests.append(digest)
                rest = rest.dropFirst(20)
            }
            return digests
        }
        return []
    }

    // MARK: Answers

    static func body(_ keys: [[UInt8]], count: Int? = nil) -> [UInt8] {
        keys.reduce(integer(count ?? keys.count)) { $0 + integer($1.count) + $1 } + [13, 10]
    }

    static func integer(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func ok(_ body: [UInt8], length: Int? = nil) -> [UInt8] {
        let head =
            "HTTP/1.0 200 OK\r\nServer: test\r\nContent-Type: pgp/keys\r\n"
            + "Content-length: \(length ?? body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    static func status(_ status: String) -> [UInt8] {
        Array("HTTP/1.0 \(status)\r\nContent-length: 0\r\n\r\n".utf8)
    }
}
