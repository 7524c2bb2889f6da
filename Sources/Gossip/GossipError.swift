import NIOCore

/// Why a session or a fetch came to nothing. The texts are for the operator.
enum GossipError: Error, CustomStringConvertible {
    /// The peer's name has no address now.
    case unresolved(host: String, reason: String)
    /// No address of the peer is of the family of the address that we dial from.
    case noRoute(host: String, source: String)
    case unreachable(String)
    /// A Hockeypuck that is busy refuses too.
    case refusedByPeer(reason: String)
    case refusedByUs(reason: String)
    /// The peer closed the connection before its Config: unlisted there, or busy.
    case closedBeforeConfig
    case closedInHandshake
    case closedInSession
    /// Bytes of an unfinished message were there when the connection ended.
    case closedInsideMessage
    case handshakeTimeout
    case readTimeout
    case sessionTimeout
    /// The peer does not read what we write.
    case unread(bytes: Int)

    var description: String {
        switch self {
        case .unresolved(let host, let reason): "the name \(host) has no address: \(reason)"
        case .noRoute(let host, let source):
            "no address of \(host) can be dialled from \(source): set recon.source"
        case .unreachable(let reason): "not reachable: \(reason)"
        case .refusedByPeer(let reason): "the peer refused: \(reason)"
        case .refusedByUs(let reason): "refused by us: \(reason)"
        case .closedBeforeConfig:
            "the peer closed the connection before its Config: is our address in its list of "
                + "members? A busy peer does this too"
        case .closedInHandshake: "the peer closed the connection in the handshake"
        case .closedInSession: "the peer closed the connection before Done"
        case .closedInsideMessage: "the peer closed the connection in the middle of a message"
        case .handshakeTimeout: "the handshake took too long"
        case .readTimeout: "the peer was silent for too long"
        case .sessionTimeout: "the session took too long"
        case .unread(let bytes): "the peer asks on without reading \(bytes) bytes of our answers"
        }
    }
}
