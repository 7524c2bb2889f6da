package import NodeService

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who has which roles at the node socket.
package struct AccessRules: Sendable {
    /// Whom the system tells apart.
    package enum Subject: Sendable, Hashable {
        case user(UInt32)
        /// Everybody of this group, by primary group or any other.
        case group(UInt32)
    }

    private let owner: UInt32
    private let roles: [Subject: Set<Role>]

    /// - Parameters:
    ///   - owner: the user that the node runs as.
    ///   - grants: the roles of others.
    package init(_ grants: [Role: [Subject]] = [:], owner: UInt32 = geteuid()) {
        self.owner = owner
        var roles: [Subject: Set<Role>] = [:]
        for (role, subjects) in grants {
            for subject in subjects { roles[subject, default: []].insert(role) }
        }
        self.roles = roles
    }

    /// Whether others than the node's user and root have any role.
    var namesOthers: Bool {
        roles.keys.contains { $0 != .user(owner) && $0 != .user(0) }
    }

    /// The node's own user and root, who can read its files anyway, may do everything.
    func roles(of peer: PeerCredential) -> Set<Role> {
        if peer.user == owner || peer.user == 0 { return Set(Role.allCases) }
        var all = roles[.user(peer.user)] ?? []
        for group in [peer.group] + peer.groups { all.formUnion(roles[.group(group)] ?? []) }
        return all
    }
}
