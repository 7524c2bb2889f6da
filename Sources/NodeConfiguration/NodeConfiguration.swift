/// What `node.yaml` says: one node, checked whole. Every path is absolute.
///
/// A value of this type comes from ``load(_:)`` and has passed every check, so nothing that uses it
/// checks again.
package struct NodeConfiguration: Sendable, Equatable {
    /// The node's name among its peers.
    package var name: String
    /// The folder that holds the database.
    package var data: String
    /// The Unix domain socket that commands and gateways use.
    package var socket: String
    /// After how long without a byte a connection from outside is closed.
    package var idleTimeout: Duration
    package var http: HTTPConfiguration
    /// What the socket offers, for other hosts.
    package var api: APIConfiguration
    /// Nil: the node does not gossip.
    package var recon: ReconConfiguration?
    /// Nil: there is no gateway for DNS.
    package var dns: DNSConfiguration?
    package var keys: KeysConfiguration
    /// Who else may use the socket, and who `api`.
    package var roles: RolesConfiguration
    package var log: LogConfiguration
    package var limits: Limits

    /// The default of `node.idle_timeout`: twice the time that a slow client on a bad line needs
    /// between two packets, and short enough that abandoned connections do not pile up.
    package static let defaultIdleTimeout = Duration.seconds(120)

    package init(
        name: String, data: String, socket: String,
        idleTimeout: Duration = NodeConfiguration.defaultIdleTimeout,
        http: HTTPConfiguration = HTTPConfiguration(listen: []),
        api: APIConfiguration = APIConfiguration(), recon: ReconConfiguration? = nil,
        dns: DNSConfiguration? = nil,
        keys: KeysConfiguration = KeysConfiguration(),
        roles: RolesConfiguration = RolesConfiguration(),
        log: LogConfiguration = LogConfiguration(), limits: Limits = Limits()
    ) {
        self.name = name
        self.data = data
        self.socket = socket
        self.idleTimeout = idleTimeout
        self.http = http
        self.api = api
        self.recon = recon
        self.dns = dns
        self.keys = keys
        self.roles = roles
        self.log = log
        self.limits = limits
    }
}
