/// The section `roles`: who, beside the node's own user and root, may do what at the node socket and
/// at `api.listen`.
package struct RolesConfiguration: Sendable, Equatable {
    package var grants: [SocketRole: [SocketUser]]

    package init(_ grants: [SocketRole: [SocketUser]] = [:]) {
        self.grants = grants.filter { !$0.value.isEmpty }
    }

    /// Whether nobody is named.
    package var isEmpty: Bool { grants.isEmpty }

    /// Whether a user or group of this host is named.
    package var namesUsers: Bool { grants.values.joined().contains { !$0.isCertificate } }

    package var namesCertificates: Bool { grants.values.joined().contains(where: \.isCertificate) }
}

/// What can be granted, by the words of node.yaml.
package enum SocketRole: String, Sendable, CaseIterable {
    case reader
    case submitter
    case gateway
    case auditor
    case `operator`
}
