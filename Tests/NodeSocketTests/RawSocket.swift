import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// Sends octets to a Unix domain socket and gives everything that comes until it is closed.
///
/// - Parameter awaitsSending: whether it is an error when not everything can be sent.
func exchange(
    _ path: String, _ text: String, finishes: Bool = false, awaitsSending: Bool = true
) async throws -> String {
    try await exchange(text, finishes: finishes, awaitsSending: awaitsSending) {
        try await $0.connect(unixDomainSocketPath: path).get()
    }
}

/// The same in pieces, each sent some time after the one before.
func exchange(
    _ path: String, pieces: [[UInt8]], pause: Duration = .milliseconds(1)
) async throws -> String {
    let (inbound, stream) = AsyncStream.makeStream(of: ByteBuffer.self)
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(StreamHandler(stream))
            }
        }
        .connect(unixDomainSocketPath: path).get()
    defer { channel.close(promise: nil) }
    for (index, piece) in pieces.enumerated() {
        if index > 0 { try await Task.sleep(for: pause) }
        try await channel.writeAndFlush(ByteBuffer(bytes: piece))
    }
    var all = ""
    for await buffer in inbound { all += String(buffer: buffer) }
    return all
}

/// Sends octets in pieces and leaves without waiting for an answer.
func send(_ path: String, pieces: [[UInt8]]) async throws {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(unixDomainSocketPath: path).get()
    for (index, piece) in pieces.enumerated() {
        if index > 0 { try await Task.sleep(for: .milliseconds(2)) }
        try await channel.writeAndFlush(ByteBuffer(bytes: piece))
    }
    try await channel.close()
}

/// The same by TCP, perhaps with TLS to `localhost`.
func exchange(
    _ text: String, at host: String, _ port: Int, tls: NIOSSLContext? = nil
) async throws -> String {
    try await exchange(text, finishes: false, awaitsSending: true, tls: tls) {
        try await $0.connect(host: host, port: port).get()
    }
}

private func exchange(
    _ text: String, finishes: Bool, awaitsSending: Bool, tls: NIOSSLContext? = nil,
    _ connect: (ClientBootstrap) async throws -> any Channel
) async throws -> String {
    let (inbound, stream) = AsyncStream.makeStream(of: ByteBuffer.self)
    let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if let tls {
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
                }
                try pipeline.addHandler(StreamHandler(stream))
            }
        }
    let channel = try await connect(bootstrap)
    defer { channel.close(promise: nil) }
    if awaitsSending {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    } else {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }
    if finishes { channel.close(mode: .output, promise: nil) }
    var all = ""
    for await buffer in inbound { all += String(buffer: buffer) }
    return all
}

/// One request, and the status and body of its answer.
func ask(_ path: String, _ request: String, body: String = "") async throws -> (Int, String) {
    var head = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
    let answer = try await exchange(path, head + "\r\n" + body)
    let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
    let words = (parts.first ?? "").split(separator: " ")
    let status = try #require(words.count > 1 ? Int(words[1]) : nil)
    return (status, parts.count > 1 ? String(parts[1]) : "")
}

/// Gives what arrives to a stream that ends with the input.
private final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let stream: AsyncStream<ByteBuffer>.Continuation

    init(_ stream: AsyncStream<ByteBuffer>.Continuation) { self.stream = stream }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        stream.yield(unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { stream.finish() }
    }

    func channelInactive(context: ChannelHandlerContext) { stream.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        stream.finish()
        context.close(promise: nil)
    }
}
