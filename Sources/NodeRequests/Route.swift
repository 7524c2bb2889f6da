/// What the node socket offers: one case a method and path of `/v1`.
package enum Route: Equatable, Sendable {
    case health
    case status
    case peers
    case reconcile(peer: String)
    case submit
    case lookup
    /// The connection is switched to a protocol that carries nothing but lookups.
    case lookups
    case keysByDigest
    case activity
    case metrics
    case check
    case shutdown
    case redactions
    case redact
    case unredact
    case dump
    case backup
    case changes
    case removals
    case remove
    case letBack
    case countRefusals
    case openAPI

    /// What a request's method and path come to.
    package enum Match: Equatable {
        case route(Route)
        case wrongMethod(allowed: String)
        case unknown
    }

    package static func match(method: String, path: String) -> Match {
        guard path.hasPrefix("/v1/") else { return .unknown }
        let parts = path.dropFirst("/v1/".count).split(
            separator: "/", omittingEmptySubsequences: false)
        switch parts.map({ String($0) }) {
        case ["health"]: return get(.health, method)
        case ["status"]: return get(.status, method)
        case ["peers"]: return get(.peers, method)
        case ["lookups"]: return get(.lookups, method)
        case ["activity"]: return get(.activity, method)
        case ["metrics"]: return get(.metrics, method)
        case ["dump"]: return get(.dump, method)
        case ["backup"]: return get(.backup, method)
        case ["changes"]: return get(.changes, method)
        case ["openapi.json"]: return get(.openAPI, method)
        case ["check"]: return post(.check, method)
        case ["shutdown"]: return post(.shutdown, method)
        case ["refusals"]: return post(.countRefusals, method)
        case ["keys", "by-digest"]: return post(.keysByDigest, method)
        case ["keys"]:
            switch method {
            case "GET": return .route(.lookup)
            case "POST": return .route(.submit)
            default: return .wrongMethod(allowed: "GET, POST")
            }
        case ["redactions"]:
            switch method {
            case "GET": return .route(.redactions)
            case "POST": return .route(.redact)
            case "DELETE": return .route(.unredact)
            default: return .wrongMethod(allowed: "DELETE, GET, POST")
            }
        case ["removals"]:
            switch method {
            case "GET": return .route(.removals)
            case "POST": return .route(.remove)
            case "DELETE": return .route(.letBack)
            default: return .wrongMethod(allowed: "DELETE, GET, POST")
            }
        case let parts where parts.count == 3 && parts[0] == "peers" && parts[2] == "reconcile":
            guard let name = parts[1].removingPercentEscapes, !name.isEmpty else { return .unknown }
            return post(.reconcile(peer: name), method)
        default: return .unknown
        }
    }

    private static func get(_ route: Route, _ method: String) -> Match {
        method == "GET" ? .route(route) : .wrongMethod(allowed: "GET")
    }

    private static func post(_ route: Route, _ method: String) -> Match {
        method == "POST" ? .route(route) : .wrongMethod(allowed: "POST")
    }

    /// Whether it may be asked again when the connection broke, because it changes nothing and
    /// costs little.
    package var isRepeatable: Bool {
        switch self {
        case .health, .status, .peers, .lookup, .keysByDigest, .activity, .metrics, .redactions,
            .removals, .openAPI:
            true
        case .reconcile, .submit, .check, .shutdown, .redact, .unredact, .remove, .letBack,
            .countRefusals, .dump, .backup, .changes, .lookups:
            false
        }
    }

    /// The method and path by which a client asks for it.
    package var request: (method: String, path: String) {
        switch self {
        case .health: ("GET", "/v1/health")
        case .status: ("GET", "/v1/status")
        case .peers: ("GET", "/v1/peers")
        case .reconcile(let peer): ("POST", "/v1/peers/\(peer.percentEscaped)/reconcile")
        case .submit: ("POST", "/v1/keys")
        case .lookup: ("GET", "/v1/keys")
        case .lookups: ("GET", "/v1/lookups")
        case .keysByDigest: ("POST", "/v1/keys/by-digest")
        case .activity: ("GET", "/v1/activity")
        case .metrics: ("GET", "/v1/metrics")
        case .check: ("POST", "/v1/check")
        case .shutdown: ("POST", "/v1/shutdown")
        case .redactions: ("GET", "/v1/redactions")
        case .redact: ("POST", "/v1/redactions")
        case .unredact: ("DELETE", "/v1/redactions")
        case .dump: ("GET", "/v1/dump")
        case .backup: ("GET", "/v1/backup")
        case .changes: ("GET", "/v1/changes")
        case .removals: ("GET", "/v1/removals")
        case .remove: ("POST", "/v1/removals")
        case .letBack: ("DELETE", "/v1/removals")
        case .countRefusals: ("POST", "/v1/refusals")
        case .openAPI: ("GET", "/v1/openapi.json")
        }
    }
}
