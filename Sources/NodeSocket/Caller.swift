import Keyring
import NodeService

/// Who asks, with what they may do.
struct Caller: Sendable {
    /// Nil when nobody has told.
    let peer: Peer?
    let roles: Set<Role>

    init(peer: Peer?, roles: Set<Role>) {
        self.peer = peer
        self.roles = roles
    }

    /// The one whose connection the current task serves, by the rules in force. Without one, nobody.
    static func current(by access: LiveAccess) -> Caller {
        Caller(peer: ConnectedPeer.current?.peer, roles: []).now(by: access)
    }

    /// The same one with what they may do now.
    func now(by access: LiveAccess) -> Caller {
        Caller(peer: peer, roles: peer.map { access.rules.roles(of: $0) } ?? [])
    }

    /// Nil for who is no process of this host.
    var credential: PeerCredential? {
        guard case .process(let credential)? = peer else { return nil }
        return credential
    }

    /// As the node writes it down, for itself and in budgets.
    var name: String { peer?.name ?? "unknown" }

    /// - Throws: ``RequestError/forbidden(_:needs:)`` when none of these roles is theirs.
    func require(_ needed: Set<Role>) throws(RequestError) {
        guard !roles.isDisjoint(with: needed) else { throw .forbidden(self, needs: needed) }
    }

    /// Where a submission of theirs comes from. Who may say so for others is decided here: an
    /// operator for everybody, a gateway for its end users, whom it names; a submitter speaks for
    /// itself only.
    func origin(claiming claimed: Submission.Origin?) throws(RequestError) -> Submission.Origin {
        switch claimed {
        case nil: return roles.contains(.operator) ? .load : .client(name)
        case .client(name): break
        case .client: try require([.gateway, .operator])
        case .load, .peer: try require([.operator])
        }
        return claimed ?? .client(name)
    }
}
