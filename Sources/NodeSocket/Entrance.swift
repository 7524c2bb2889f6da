import Listening
import NIOCore
import NodeService

/// One way in: over the socket, or by TLS from other hosts.
protocol Entrance: Sendable {
    /// Adds what stands before HTTP on a new connection and tells `peer` who is at its other end, now
    /// or when that is known. Called on its event loop.
    ///
    /// - Returns: whose place it takes.
    func admit(_ channel: any Channel, as peer: ConnectedPeer) throws -> ConnectionRoom.Holder

    static var reasons: ListenerReasons { get }
}

extension Entrance {
    var reasons: ListenerReasons { Self.reasons }
}

/// The Unix domain socket, for one who has connected, of whom the system tells who it is.
struct SocketEntrance: Entrance {
    private let credential: PeerCredential?
    /// Whose place it takes.
    let holder: ConnectionRoom.Holder

    static let reasons = ListenerReasons(
        full: "socket.full", evicted: "socket.idle", aborted: "socket.aborted",
        resources: "socket.resources")

    /// Of one user who is no operator: three whose requests take long leave room for the others.
    static let connectionsOfOneUser = 96

    /// - Parameter credential: nil when the system does not tell: such a one has no role.
    init(_ credential: PeerCredential?, access: LiveAccess) {
        self.credential = credential
        guard let credential else {
            holder = ConnectionRoom.Holder(name: "unknown", share: Self.connectionsOfOneUser)
            return
        }
        let isOperator = access.rules.roles(of: .process(credential)).contains(.operator)
        holder = ConnectionRoom.Holder(
            name: String(credential.user), share: isOperator ? nil : Self.connectionsOfOneUser)
    }

    func admit(_ channel: any Channel, as peer: ConnectedPeer) -> ConnectionRoom.Holder {
        peer.peer = credential.map { .process($0) }
        return holder
    }
}
