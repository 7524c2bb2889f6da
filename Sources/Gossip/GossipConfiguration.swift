package import Keyring

/// What a node needs to gossip: where it listens, whom it dials, and its bounds.
package struct GossipConfiguration: Sendable {
    /// A host and a TCP port.
    package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
        /// An IPv4 address, an IPv6 address (without brackets) or a DNS name.
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        package var description: String {
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    /// One peer.
    package struct Peer: Sendable, Hashable {
        package var name: String
        /// Where it accepts recon connections, and from which host it dials us.
        package var recon: Endpoint
        /// The URL under which it serves `/pks/hashquery`; nil: on the host of `recon`, at the port
        /// that it announces.
        package var http: String?
        package var profile: Profile
        /// What we announce to it; it has to announce the same.
        package var filters: Set<String>

        package init(
            name: String, recon: Endpoint, http: String? = nil, profile: Profile = .sks,
            filters: Set<String> = ["yminsky.dedup"]
        ) {
            self.name = name
            self.recon = recon
            self.http = http
            self.profile = profile
            self.filters = filters
        }
    }

    /// Where peers reach us; port 0 takes any free one.
    package var listen: Endpoint
    /// The address to dial from, for recon and for fetching; nil: that of `listen` unless it is a
    /// wildcard or a name. SKS accepts only sources that its membership file lists.
    package var source: String?
    /// How often we gossip with each peer when nothing else makes us.
    package var interval: Duration
    package var peers: [Peer]
    /// The port of our HTTP listener, at which peers fetch what they lack.
    package var httpPort: Int
    /// The version that we announce; Hockeypuck demands exactly this one.
    package var version = "1.1.6"
    package var limits = GossipLimits()

    package init(
        listen: Endpoint, source: String? = nil, interval: Duration = .seconds(60),
        peers: [Peer] = [], httpPort: Int, limits: GossipLimits = GossipLimits()
    ) {
        self.listen = listen
        self.source = source
        self.interval = interval
        self.peers = peers
        self.httpPort = httpPort
        self.limits = limits
    }

    /// The address that outgoing connections are bound to; nil: the system's choice.
    package var dialSource: String? {
        if let source { return source }
        guard let address = HostAddress(literal: listen.host), !address.isWildcard else {
            return nil
        }
        return listen.host
    }
}
