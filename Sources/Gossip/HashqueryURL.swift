/// Where a peer answers hashquery.
enum HashqueryURL {
    static func text(of peer: GossipConfiguration.Peer, announcedPort: UInt16?) -> String? {
        base(of: peer, announcedPort: announcedPort).map { $0 + "/pks/hashquery" }
    }

    /// The peer's HTTP port: as configured, else on the host of its recon address at the port that
    /// it announced; nil if it has announced none. Without a slash at the end.
    static func base(of peer: GossipConfiguration.Peer, announcedPort: UInt16?) -> String? {
        if let http = peer.http {
            return http.hasSuffix("/") ? String(http.dropLast()) : http
        }
        guard let announcedPort else { return nil }
        let endpoint = GossipConfiguration.Endpoint(
            host: peer.recon.host, port: Int(announcedPort))
        return "http://\(endpoint)"
    }

    /// The port in the configured URL; nil if it has none.
    static func port(of peer: GossipConfiguration.Peer) -> Int? {
        guard let http = peer.http else { return nil }
        let afterScheme = http.split(separator: "//", maxSplits: 1).last ?? ""
        let authority = afterScheme.prefix { $0 != "/" }
        guard let colon = authority.lastIndex(of: ":") else { return nil }
        return Int(authority[authority.index(after: colon)...])
    }
}
