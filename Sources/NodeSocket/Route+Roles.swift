import NodeRequests
import NodeService

extension Route {
    /// Who may ask for it: each role that is named here suffices.
    ///
    /// A gateway has what its end users have, and a reader as much of it as changes nothing.
    var roles: Set<Role> {
        switch self {
        case .health, .openAPI: Set(Role.allCases)
        case .lookup, .lookups, .keysByDigest, .status, .peers, .activity, .metrics:
            [.reader, .gateway, .auditor, .operator]
        case .submit: [.submitter, .gateway, .operator]
        case .changes: [.reader, .gateway, .auditor, .operator]
        case .countRefusals: [.gateway, .operator]
        case .redactions, .removals, .check: [.auditor, .operator]
        case .reconcile, .redact, .unredact, .remove, .letBack, .dump, .backup, .shutdown:
            [.operator]
        }
    }
}
