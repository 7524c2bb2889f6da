import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who is at the other end of a Unix domain socket, as the system saw it when it connected
/// (`struct ucred`, unix(7)).
struct PeerCredential: Sendable {
    let process: Int32
    let user: UInt32
    let group: UInt32

    /// `SO_PEERCRED`, which NIO does not name.
    private static let option = NIOBSDSocket.Option(rawValue: 17)

    init(process: Int32, user: UInt32, group: UInt32) {
        self.process = process
        self.user = user
        self.group = group
    }

    /// Nil when `channel` is no Unix domain socket.
    static func of(_ channel: any Channel) async throws -> PeerCredential? {
        guard case .unixDomainSocket? = channel.localAddress,
            let provider = channel as? any SocketOptionProvider
        else { return nil }
        return try await provider.unsafeGetSocketOption(level: .socket, name: option).get()
    }

    /// The node serves its own user, and root, who can read its files anyway.
    func isServed(byUser owner: UInt32 = geteuid()) -> Bool {
        user == owner || user == 0
    }
}
