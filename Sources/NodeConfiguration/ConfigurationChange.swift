/// What becomes of a node.yaml that is read again while the node runs: the one place that decides
/// for each section.
package struct ConfigurationChange: Sendable {
    /// What the node runs with from now on: as before, with what can be taken live.
    package private(set) var effective: NodeConfiguration
    /// Places whose new values are in force.
    package private(set) var taken: [String] = []
    /// Places whose new values wait for a restart.
    package private(set) var waiting: [String] = []
    /// `effective` as it will be after a restart, as far as what waits is known.
    private var expected: NodeConfiguration

    /// Bounds that are looked up each time; the others size what is made at the start.
    private static let liveBounds = Set(
        ([Limits.submissionBytes] + Limits.ofSenders).map(\.key))

    /// - Parameters:
    ///   - running: what the node runs with.
    ///   - written: what its file says now.
    package init(from running: NodeConfiguration, to written: NodeConfiguration) {
        effective = running
        expected = running
        take("http.trusted_proxies", \.http.trustedProxies, of: written)
        takeListeners(of: written)
        takeAPIListeners(of: written)
        take("roles", \.roles, of: written)
        let limits: WritableKeyPath<NodeConfiguration, Limits> = \.limits
        for bound in Limits.bounds {
            let value: WritableKeyPath<Limits, Int> = bound.field
            let field: WritableKeyPath<NodeConfiguration, Int> = limits.appending(path: value)
            if Self.liveBounds.contains(bound.key) {
                take("limits.\(bound.key)", field, of: written)
            } else {
                leave("limits.\(bound.key)", field, of: written)
            }
        }
        leave("node.name", \.name, of: written)
        leave("node.data", \.data, of: written)
        leave("node.socket", \.socket, of: written)
        take("node.idle_timeout", \.idleTimeout, of: written)
        leave("http.workers", \.http.workers, of: written)
        take("http.metrics", \.http.metrics, of: written)
        takeRecon(of: written)
        leave("dns", \.dns, of: written)
        take("log.level", \.log.level, of: written)
        take("log.levels", \.log.levels, of: written)
        leave("log.format", \.log.format, of: written)
        // Each key's served form is made by it: a start makes them all anew.
        leave("keys", \.keys, of: written)
        // Nothing is passed over in silence, not even what this list does not know yet.
        if expected != written { waiting.append("what else has changed") }
    }

    /// A socket is bound once, and speaks TLS or not; the files that it does so with may change.
    private mutating func takeListeners(of written: NodeConfiguration) {
        let old = effective.http.listen
        let new = written.http.listen
        let isSame =
            old.map(\.address) == new.map(\.address)
            && old.map { $0.tls == nil } == new.map { $0.tls == nil }
        if isSame {
            take("http.listen", \.http.listen, of: written)
        } else {
            leave("http.listen", \.http.listen, of: written)
        }
    }

    /// Whether there is gossip at all, and at which address, is decided at the start.
    private mutating func takeRecon(of written: NodeConfiguration) {
        guard effective.recon != nil, written.recon != nil else {
            return leave("recon", \.recon, of: written)
        }
        leave("recon.listen", \.recon!.listen, of: written)
        leave("recon.source", \.recon!.source, of: written)
        take("recon.interval", \.recon!.interval, of: written)
        take("recon.peers", \.recon!.peers, of: written)
    }

    private mutating func takeAPIListeners(of written: NodeConfiguration) {
        if effective.api.listen.map(\.address) == written.api.listen.map(\.address) {
            take("api.listen", \.api.listen, of: written)
        } else {
            leave("api.listen", \.api.listen, of: written)
        }
    }

    private mutating func take<Value: Equatable>(
        _ place: String, _ field: WritableKeyPath<NodeConfiguration, Value>,
        of written: NodeConfiguration
    ) {
        let value = written[keyPath: field]
        guard value != effective[keyPath: field] else { return }
        taken.append(place)
        effective[keyPath: field] = value
        expected[keyPath: field] = value
    }

    private mutating func leave<Value: Equatable>(
        _ place: String, _ field: WritableKeyPath<NodeConfiguration, Value>,
        of written: NodeConfiguration
    ) {
        let value = written[keyPath: field]
        guard value != effective[keyPath: field] else { return }
        waiting.append(place)
        expected[keyPath: field] = value
    }
}
