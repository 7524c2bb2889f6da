import Glibc
import Gossip
import HTTPGateway
import Keyring
import Node
import NodeConfiguration
import NodeSocket
import Replication

extension HTTPGatewayConfiguration {
    /// What node.yaml says of the HTTP gateway. `http.listen` has at least one address.
    init(_ node: NodeConfiguration) {
        var limits = HTTPLimits()
        limits.submission = node.limits.submissionBytes
        limits.connections = ProcessLimits.allowConnections(node.limits.httpConnections)
        self.init(
            listen: node.http.listen.map {
                Listener(host: $0.address.host, port: $0.address.port, tls: $0.tls)
            },
            idleTimeout: node.idleTimeout,
            trustedProxies: node.http.trustedProxies.map { Self.range($0) },
            metricsReaders: node.http.metrics.map { Self.range($0) }, limits: limits,
            facts: Facts(
                hostname: Self.hostName(), nodename: node.name, version: Node.version,
                httpPort: node.http.portForPeers ?? node.http.listen[0].address.port,
                reconPort: node.recon?.listen.port))
    }

    private static func range(_ text: String) -> AddressRange {
        guard let range = AddressRange(text) else {
            preconditionFailure("the gateway reads every range that the configuration takes")
        }
        return range
    }

    private static func hostName() -> String {
        // HOST_NAME_MAX is 64 on Linux (gethostname(2)); one octet more ends the name.
        var name = [CChar](repeating: 0, count: 65)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        let octets = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: octets, as: UTF8.self)
    }
}

extension NodeTLSServer.Listener {
    /// One entry of `api.listen`.
    init(_ listener: APIListener) {
        self.init(
            host: listener.address.host, port: listener.address.port, tls: listener.tls)
    }
}

extension GossipConfiguration {
    /// What node.yaml says of gossip.
    init(_ recon: ReconConfiguration, httpPort: Int, limits: Limits) {
        var bounds = GossipLimits()
        bounds.incomingSessions = limits.reconSessions
        bounds.recovery.wantedPerPeer = limits.wantedPerPeer
        self.init(
            listen: Endpoint(recon.listen), source: recon.source, interval: recon.interval,
            peers: Self.peers(of: recon), httpPort: httpPort, limits: bounds)
    }

    /// The peers of the section `recon`.
    static func peers(of recon: ReconConfiguration) -> [Peer] { recon.peers.map { Peer($0) } }
}

extension GossipConfiguration.Endpoint {
    fileprivate init(_ address: HostAndPort) {
        self.init(host: address.host, port: address.port)
    }
}

extension GossipConfiguration.Peer {
    fileprivate init(_ peer: PeerConfiguration) {
        self.init(
            name: peer.name, recon: .init(peer.recon), http: peer.http.description,
            profile: Profile(peer.profile), filters: Set(peer.filters.map(\.rawValue)))
    }
}

extension Profile {
    fileprivate init(_ profile: PeerProfile) {
        switch profile {
        case .sks: self = .sks
        }
    }
}
