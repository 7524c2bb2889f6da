/// The section `recon`: gossip with other keyservers.
package struct ReconConfiguration: Sendable, Equatable {
    /// Where peers reach this node.
    package var listen: HostAndPort
    /// The address to dial from, which SKS checks; nil: that of `listen`, unless a wildcard.
    package var source: String?
    /// How often this node gossips with each peer when nothing else makes it.
    package var interval: Duration
    package var peers: [PeerConfiguration]

    /// The default of `recon.interval`, which is that of SKS and Hockeypuck.
    package static let defaultInterval = Duration.seconds(60)

    package init(
        listen: HostAndPort, source: String? = nil,
        interval: Duration = ReconConfiguration.defaultInterval, peers: [PeerConfiguration] = []
    ) {
        self.listen = listen
        self.source = source
        self.interval = interval
        self.peers = peers
    }
}

/// One entry of `recon.peers`.
package struct PeerConfiguration: Sendable, Equatable {
    package var name: String
    /// Where the peer accepts recon connections, and from which host it dials us.
    package var recon: HostAndPort
    /// Where the peer serves hashquery.
    package var http: PeerURL
    package var `protocol`: PeerProtocol
    package var profile: PeerProfile
    /// What we announce to it, in the order in which it goes on the wire.
    package var filters: [ReconFilter]

    /// The default of `filters`: what SKS announces before its `cleandb`.
    package static let defaultFilters = [ReconFilter.dedup]

    package init(
        name: String, recon: HostAndPort, http: PeerURL, protocol: PeerProtocol = .sks,
        profile: PeerProfile = .sks, filters: [ReconFilter] = PeerConfiguration.defaultFilters
    ) {
        self.name = name
        self.recon = recon
        self.http = http
        self.protocol = `protocol`
        self.profile = profile
        self.filters = filters
    }
}

/// How a peer is spoken to.
package enum PeerProtocol: String, Sendable, CaseIterable {
    /// Recon as SKS and Hockeypuck speak it.
    case sks
}

/// Which packets of a key count towards its digest with a peer.
package enum PeerProfile: String, Sendable, CaseIterable {
    case sks
}

/// A filter of the profile `sks`, by the name that stands in the recon Config message.
package enum ReconFilter: String, Sendable, CaseIterable {
    case dedup = "yminsky.dedup"
    case merge = "yminsky.merge"
}
