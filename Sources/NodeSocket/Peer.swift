import Synchronization
import TransportSecurity

/// Who is at the other end of a connection.
enum Peer: Sendable, Equatable {
    /// A process of this host, as the system tells.
    case process(PeerCredential)
    /// Whoever has the key of this certificate, as TLS has proven.
    case certificate(ClientCertificate)

    /// As the node writes it down, for itself and in budgets.
    var name: String {
        switch self {
        case .process(let credential): "user \(credential.user)"
        case .certificate(let certificate): "certificate \(certificate)"
        }
    }
}

/// The other end of one connection, once it is known: with TLS, that is behind the handshake.
final class ConnectedPeer: Sendable {
    private let known = Mutex<Peer?>(nil)

    /// The one whose connection the current task serves.
    @TaskLocal static var current: ConnectedPeer?

    var peer: Peer? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}
