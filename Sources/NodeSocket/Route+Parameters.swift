import NodeRequests

extension Route {
    /// The parameters that its query may have. Others are refused: a misspelt one must not pass for
    /// one that was left out.
    var parameters: Set<String> {
        switch self {
        case .lookup:
            [
                "fingerprint", "keyid", "short", "digest", "word", "exactly", "search", "exact",
                "limit",
            ]
        case .lookups: ["processor"]
        case .submit: ["origin", "name"]
        case .changes: ["after", "follow"]
        default: []
        }
    }
}
