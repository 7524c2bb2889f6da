import NodeService

/// Why the node socket cannot be listened on, or a command could not be carried out over it.
package enum NodeSocketError: TemporaryFailure, Equatable, CustomStringConvertible {
    /// A socket address holds no longer path.
    case pathTooLong(String, octets: Int, limit: Int)
    /// Another process answers there.
    case inUse(String)
    /// Something that is no socket has this name.
    case notASocket(String)
    /// Everybody may replace files there.
    case unsafeFolder(String)
    /// The system does not let us listen there.
    case cannotListen(String, reason: String)
    /// A listener of the API on TLS cannot be had; the reason says what to do.
    case cannotServe(String, reason: String)
    /// The certificate, key or CA of a client cannot be used; the reason says what to do.
    case unusableFiles(reason: String)
    /// What answers there and this program do not accept each other's certificates.
    case untrusted(String, reason: String)
    /// Nothing answers there.
    case unreachable(String, reason: String)
    /// The node refused what was asked; `code` is from the list in its OpenAPI description.
    case refused(code: String, message: String)
    /// What answers there does not speak as this version's node does.
    case unexpectedAnswer(String)

    package var isTemporary: Bool {
        switch self {
        // Certificates are renewed while those who wait for that run.
        case .unreachable, .untrusted: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .pathTooLong(let path, let octets, let limit):
            "node.socket: \(path) has \(octets) octets, a socket's path at most \(limit): "
                + "choose a shorter one"
        case .inUse(let path):
            "node.socket: a node is already running at \(path): stop it first, or give this one "
                + "another folder"
        case .notASocket(let path):
            "node.socket: \(path) exists and is no socket: move it away or choose another path"
        case .unsafeFolder(let folder):
            "node.socket: everybody may replace files in \(folder): take that right away with "
                + "chmod o-w, or choose another folder"
        case .cannotListen(let path, let reason):
            "node.socket: cannot listen at \(path): \(reason)"
        case .cannotServe(let listener, let reason): "\(listener): \(reason)"
        case .unusableFiles(let reason): reason
        case .untrusted(let address, let reason):
            "\(address) and this program do not accept each other's certificates (\(reason)): check "
                + "that --ca has signed the node's, that the host is named in it, and that the "
                + "client_ca of api.listen has signed that of --certificate"
        case .unreachable(let path, let reason):
            "no node answers at \(path) (\(reason)): start it with `claviger serve`, or name its "
                + "socket with --socket"
        case .refused(let code, let message): "the node refused (\(code)): \(message)"
        case .unexpectedAnswer(let what):
            "the node's answer cannot be understood (\(what)): are both of one version?"
        }
    }
}
