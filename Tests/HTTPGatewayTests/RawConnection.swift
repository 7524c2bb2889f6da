import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

/// One TCP connection on which a test says exactly what it wants. Nothing is read from it before
/// the test asks for it.
struct RawConnection {
    private let channel: any Channel
    private var inbound: AsyncStream<ByteBuffer>.Iterator
    private var pending: [UInt8] = []

    fileprivate init(channel: any Channel, inbound: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.inbound = inbound.makeAsyncIterator()
    }

    func send(_ octets: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: octets))
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends as fast as the server takes it, and does not wait for that.
    func startSending(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// Says that nothing more will be sent.
    func finishSending() { channel.close(mode: .output, promise: nil) }

    private mutating func read() async -> [UInt8]? {
        try? await channel.setOption(.autoRead, value: true).get()
        return await inbound.next(isolation: #isolation).map { Array($0.readableBytesView) }
    }

    /// Waits for the first octets of an answer and reads no more.
    mutating func receiveBeginning() async {
        channel.read()
        if let buffer = await inbound.next(isolation: #isolation) {
            pending += Array(buffer.readableBytesView)
        }
    }

    /// Everything that comes until the server closes or the connection is reset.
    mutating func receiveAll() async -> [UInt8] {
        var all = pending
        pending = []
        while let octets = await read() { all += octets }
        return all
    }

    /// One answer; what follows it is kept for the next.
    mutating func receive(toHead isHead: Bool = false) async throws -> Reply {
        while true {
            if let (reply, rest) = Reply.parse(pending, toHead: isHead) {
                pending = rest
                return reply
            }
            guard let octets = await read() else { throw TestFailure.closed }
            pending += octets
        }
    }
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

/// Sends octets before anything else is sent, as a proxy does before TLS.
private final class PlainBeginning: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let octets: [UInt8]

    init(_ octets: [UInt8]) { self.octets = octets }

    func channelActive(context: ChannelHandlerContext) {
        let buffer = ByteBuffer(bytes: octets)
        if !octets.isEmpty { context.writeAndFlush(wrapOutboundOut(buffer), promise: nil) }
        context.fireChannelActive()
    }
}

/// Runs `work` with a connection to 127.0.0.1 or another host; with `tls` it is read whether the
/// test asks for it or not, as the handshake has to be.
func withConnection<Value: Sendable>(
    _ port: Int, host: String = "127.0.0.1", tls: NIOSSLContext? = nil, before: [UInt8] = [],
    receiveBuffer: Int? = nil,
    _ work: @escaping @Sendable (inout RawConnection) async throws -> Value
) async throws -> Value {
    try await within {
        let (inbound, stream) = AsyncStream.makeStream(of: ByteBuffer.self)
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: tls != nil)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(PlainBeginning(before))
                        try pipeline.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
                    }
                    try pipeline.addHandler(StreamHandler(stream))
                }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBuffer))
        }
        let channel = try await bootstrap.connect(host: host, port: port).get()
        defer { channel.close(promise: nil) }
        var connection = RawConnection(channel: channel, inbound: inbound)
        return try await work(&connection)
    }
}

/// Sends octets and gives everything that comes until the server closes.
func exchange(_ port: Int, _ octets: [UInt8], finishes: Bool = false) async throws -> [UInt8] {
    try await withConnection(port) { connection in
        try await connection.send(octets)
        if finishes { connection.finishSending() }
        return await connection.receiveAll()
    }
}

func exchange(_ port: Int, _ text: String, finishes: Bool = false) async throws -> [UInt8] {
    try await exchange(port, Array(text.utf8), finishes: finishes)
}

/// One request by HTTP/1.0, whose answer ends with the connection.
func request(
    _ gateway: RunningGateway, _ method: String, _ target: String,
    headers: [String] = [], body: [UInt8] = []
) async throws -> Reply {
    var head = "\(method) \(target) HTTP/1.0\r\n"
    for header in headers { head += header + "\r\n" }
    if method == "POST" { head += "Content-Length: \(body.count)\r\n" }
    let octets = try await exchange(gateway.port, Array((head + "\r\n").utf8) + body)
    guard let (reply, rest) = Reply.parse(octets, toHead: method == "HEAD"), rest.isEmpty else {
        throw TestFailure.malformed(String(decoding: octets, as: UTF8.self))
    }
    return reply
}

/// An HTTP answer as it came.
struct Reply: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The first answer in `octets` and what follows it; nil while it is incomplete. The length has
    /// to be told by Content-Length: there is nothing else that this server may use.
    static func parse(_ octets: [UInt8], toHead isHead: Bool) -> (Reply, [UInt8])? {
        let separator = Array("\r\n\r\n".utf8)
        guard
            let end = octets.indices.first(where: { octets[$0...].starts(with: separator) })
        else { return nil }
        let lines = String(decoding: octets[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            return nil
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (
                name: String(parts[0]),
                value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            )
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }
            .flatMap { Int($0.value) }
        let start = end + separator.count
        let count = isHead || status / 100 == 1 ? 0 : length ?? 0
        guard octets.count - start >= count else { return nil }
        return (
            Reply(status: status, headers: headers, body: Array(octets[start..<(start + count)])),
            Array(octets[(start + count)...])
        )
    }
}
