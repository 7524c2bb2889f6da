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

    /// The reasons under which are counted: who found no room, who had to make some, who gave up
    /// before we accepted, and whom the system had no descriptor or memory for.
    var reasons: EntranceReasons { get }
}

/// See ``Entrance/reasons``.
struct EntranceReasons: Sendable {
    let full: StaticString
    let evicted: StaticString
    let aborted: StaticString
    let resources: StaticString
}

/// The Unix domain socket: the system tells who connects.
struct SocketEntrance: Entrance {
    let access: LiveAccess
    let identify: @Sendable (any Channel) -> PeerCredential?

    let reasons = EntranceReasons(
        full: "socket.full", evicted: "socket.idle", aborted: "socket.aborted",
        resources: "socket.resources")

    /// Of one user who is no operator: three whose requests take long leave room for the others.
    static let connectionsOfOneUser = 96

    func admit(_ channel: any Channel, as peer: ConnectedPeer) throws -> ConnectionRoom.Holder {
        guard let credential = identify(channel) else {
            return ConnectionRoom.Holder(name: "unknown", share: Self.connectionsOfOneUser)
        }
        peer.peer = .process(credential)
        let isOperator = access.rules.roles(of: .process(credential)).contains(.operator)
        return ConnectionRoom.Holder(
            name: String(credential.user), share: isOperator ? nil : Self.connectionsOfOneUser)
    }
}
