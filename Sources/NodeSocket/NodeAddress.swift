package import TransportSecurity

/// Where a node's API is reached.
package enum NodeAddress: Sendable, Hashable, CustomStringConvertible {
    /// The node socket, on this host.
    case socket(path: String)
    /// `api.listen` of a node on any host.
    case tls(host: String, port: Int, ClientTLSFiles)

    /// A path, or a URL.
    package var description: String {
        switch self {
        case .socket(let path): path
        case .tls(let host, let port, _):
            "https://" + (host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
        }
    }
}
