import Listening
import NIOCore
import NIOSSL
import NodeService
import Synchronization
import TransportSecurity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// TLS from other hosts: the certificate tells who connects.
struct TLSEntrance: Entrance {
    let files: LiveFiles
    /// Which of the listeners it is.
    let listener: Int
    let refusals: Refusals

    static let reasons = ListenerReasons(
        full: "api.full", evicted: "api.idle", aborted: "api.aborted", resources: "api.resources")

    /// Of one address, a gateway's some tens: three whose requests take long leave room for the
    /// others. Who they are shows later than they take a place, so they are told apart by address.
    static let connectionsOfOneAddress = 96

    func admit(_ channel: any Channel, as peer: ConnectedPeer) throws -> ConnectionRoom.Holder {
        let context = files.current[listener].context
        try channel.pipeline.syncOperations.addHandlers(
            [
                PlainRequestHandler { [refusals] in refusals.count("api.tls") },
                NIOSSLServerHandler(context: context),
                CertificateHandler(peer: peer, refusals: refusals),
            ], position: .first)
        return ConnectionRoom.Holder(
            name: channel.remoteAddress.map(Self.network) ?? "unknown",
            share: Self.connectionsOfOneAddress)
    }

    /// An IPv4 address, or the 64 bits of an IPv6 address within which a host chooses its own.
    private static func network(_ address: SocketAddress) -> String {
        let text = address.ipAddress ?? "unknown"
        var octets = [UInt8](repeating: 0, count: 16)
        guard case .v6 = address, inet_pton(AF_INET6, text, &octets) == 1,
            // Not IPv4 written as IPv6 (RFC 4291 §2.5.5.2).
            octets.prefix(12) != Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        else { return text }
        return octets.prefix(8).map { String($0, radix: 16) }.joined(separator: " ")
    }
}

/// The certificates and keys of the listeners, as they were last read.
final class LiveFiles: Sendable {
    private let kept: Mutex<[ServerTLS]>

    init(_ files: [ServerTLS]) { kept = Mutex(files) }

    var current: [ServerTLS] { kept.withLock { $0 } }

    func take(_ files: [ServerTLS]) { kept.withLock { $0 = files } }
}

/// Behind TLS on a connection: tells whose certificate it is before the first request, counts what is
/// no TLS or has no certificate of the named CA, which TLS has closed already, and keeps from the rest
/// of the connection what is none of its business.
private final class CertificateHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let peer: ConnectedPeer
    private let refusals: Refusals
    private var isTold = false

    init(peer: ConnectedPeer, refusals: Refusals) {
        self.peer = peer
        self.refusals = refusals
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isTold {
            isTold = true
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            // Whose certificate cannot be read is nobody.
            peer.peer = certificate.flatMap { try? ClientCertificate($0) }.map { .certificate($0) }
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch TLSEnding(error) {
        case .left: break
        case .refused: refusals.count("api.tls")
        case nil: context.fireErrorCaught(error)
        }
    }
}
