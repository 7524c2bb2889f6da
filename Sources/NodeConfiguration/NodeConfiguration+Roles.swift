extension NodeConfiguration {
    /// Nil only when something was logged.
    static func readRoles(_ root: SectionReader) -> RolesConfiguration? {
        guard root.has("roles") else { return RolesConfiguration() }
        let keys = SocketRole.allCases.map(\.rawValue)
        guard let section = root.section("roles", keys: keys) else { return nil }
        var grants: [SocketRole: [SocketUser]] = [:]
        for role in SocketRole.allCases {
            grants[role] = section.distinctValues(role.rawValue) { text throws(ValueError) in
                try SocketUser(text)
            }
        }
        return RolesConfiguration(grants)
    }

    /// Whom the folder keeps out, no role lets in.
    static func checkSocketIsReachable(
        _ configuration: NodeConfiguration, log: ProblemLog, line: Int?
    ) {
        guard configuration.roles.namesUsers,
            configuration.socket.hasPrefix(configuration.data + "/")
        else { return }
        log.add(
            "nobody named here reaches node.socket in node.data, which is the node's alone: write "
                + "a socket in a folder of its own, such as /run/claviger/node.sock",
            line: line, path: "roles")
    }
}
