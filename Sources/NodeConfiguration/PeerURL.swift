/// Where a peer serves HTTP: `http://keys.example.org:11371`.
///
/// Only a scheme, a host and a port: SKS and Hockeypuck serve hashquery at fixed paths, without
/// TLS.
package struct PeerURL: Sendable, Hashable, CustomStringConvertible {
    package let address: HostAndPort

    /// The port of a URL that names none (RFC 9110 §4.2.1).
    private static let defaultPort = 80
    private static let scheme = "http://"
    private static let example = "write http://HOST:PORT, such as http://127.0.0.2:11371"

    package init(address: HostAndPort) {
        self.address = address
    }

    /// Reads the written form. The error says what is wrong and what to write.
    package init(_ text: String) throws(ValueError) {
        guard text.lowercased().hasPrefix(Self.scheme) else {
            throw ValueError("\"\(text)\" is not an http URL: \(Self.example)")
        }
        var rest = text.dropFirst(Self.scheme.count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.contains(where: { "/?#@".contains($0) }) else {
            throw ValueError("\"\(text)\" has more than a host and a port: \(Self.example)")
        }
        let afterHost = rest.lastIndex(of: "]").map { rest.index(after: $0) } ?? rest.startIndex
        let written =
            rest[afterHost...].contains(":") ? String(rest) : "\(rest):\(Self.defaultPort)"
        address = try HostAndPort(dialling: written)
    }

    package var description: String { Self.scheme + address.description }
}
