import NodeConfiguration
import NodeService
import NodeSocket

extension AccessRules {
    /// What node.yaml says of who may use the node socket, and the same API on TLS.
    init(_ roles: RolesConfiguration) {
        var grants: [Role: [Subject]] = [:]
        for (role, users) in roles.grants {
            grants[Role(role)] = users.map { user in
                switch user.identity {
                case .user(let number): .user(number)
                case .group(let number): .group(number)
                case .certificate(let name): .certificate(name)
                }
            }
        }
        self.init(grants)
    }
}

extension Role {
    fileprivate init(_ role: SocketRole) {
        switch role {
        case .reader: self = .reader
        case .submitter: self = .submitter
        case .gateway: self = .gateway
        case .auditor: self = .auditor
        case .operator: self = .operator
        }
    }
}
