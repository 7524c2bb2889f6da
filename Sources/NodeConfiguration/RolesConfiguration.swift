/// The section `roles`: who, beside the node's own user and root, may do what at the node socket.
package struct RolesConfiguration: Sendable, Equatable {
    package var grants: [SocketRole: [SocketUser]]

    package init(_ grants: [SocketRole: [SocketUser]] = [:]) {
        self.grants = grants.filter { !$0.value.isEmpty }
    }

    /// Whether nobody is named.
    package var isEmpty: Bool { grants.isEmpty }
}

/// What can be granted at the node socket, by the words of node.yaml.
package enum SocketRole: String, Sendable, CaseIterable {
    case reader
    case submitter
    case gateway
    case auditor
    case `operator`
}
