package import NodeService
package import TransportSecurity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who has which roles at the node socket and at the same API on TLS.
package struct AccessRules: Sendable {
    /// Whom the system or TLS tells apart.
    package enum Subject: Sendable, Hashable {
        case user(UInt32)
        /// Everybody of this group, by primary group or any other.
        case group(UInt32)
        /// Whoever has a certificate with this name, from the CA of the listener.
        case certificate(CertificateName)
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

    /// Whether others of this host than the node's user and root have any role.
    var namesOthers: Bool {
        roles.keys.contains { subject in
            switch subject {
            case .user(let user): user != owner && user != 0
            case .group: true
            case .certificate: false
            }
        }
    }

    func roles(of peer: Peer) -> Set<Role> {
        switch peer {
        case .process(let credential): roles(of: credential)
        case .certificate(let certificate):
            certificate.names.reduce(into: []) { all, name in
                all.formUnion(roles[.certificate(name)] ?? [])
            }
        }
    }

    /// The node's own user and root, who can read its files anyway, may do everything.
    func roles(of peer: PeerCredential) -> Set<Role> {
        if peer.user == owner || peer.user == 0 { return Set(Role.allCases) }
        var all = roles[.user(peer.user)] ?? []
        for group in [peer.group] + peer.groups { all.formUnion(roles[.group(group)] ?? []) }
        return all
    }
}
