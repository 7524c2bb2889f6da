import NodeService
package import Telemetry
package import TransportSecurity

/// What the HTTP gateway is told when it is made.
package struct HTTPGatewayConfiguration: Sendable {
    /// Where to listen: a host name or address literal, and a port; port 0 lets the system choose.
    package struct Listener: Sendable, Hashable, CustomStringConvertible {
        package var host: String
        package var port: Int
        /// Nil: without TLS.
        package var tls: TLSFiles?

        package init(host: String, port: Int, tls: TLSFiles? = nil) {
            self.host = host
            self.port = port
            self.tls = tls
        }

        /// As node.yaml has it, with its scheme, such as `https [::1]:443`.
        package var description: String {
            "\(tls == nil ? "http" : "https") "
                + (host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
        }
    }

    /// Facts that the statistics show and that the node's status does not hold.
    package struct Facts: Sendable {
        /// The name under which clients reach this host.
        package var hostname: String
        /// The node's name.
        package var nodename: String
        /// The program's version, `x.y.z`.
        package var version: String
        /// Whom to write to; nil when the operator does not say.
        package var contact: String?
        /// The port announced for HKP and for hashquery.
        package var httpPort: Int
        /// The recon port; nil when the node does not gossip.
        package var reconPort: Int?

        package init(
            hostname: String, nodename: String, version: String, contact: String? = nil,
            httpPort: Int, reconPort: Int?
        ) {
            self.hostname = hostname
            self.nodename = nodename
            self.version = version
            self.contact = contact
            self.httpPort = httpPort
            self.reconPort = reconPort
        }
    }

    /// The process that the gateway runs in, as `/metrics` shows it.
    package struct Process: Sendable {
        /// What the label `process` says of it: one of a few words.
        package var name: String
        /// What is counted in it beside the gateway. Nothing in the node's own process, of which
        /// the node tells.
        package var metrics: @Sendable () -> [MetricFamily]

        package init(name: String, metrics: @escaping @Sendable () -> [MetricFamily]) {
            self.name = name
            self.metrics = metrics
        }

        package static let node = Process(name: "node", metrics: { [] })

        /// A process of the gateway's own. What it refuses is not in it: the node is told, and shows
        /// it with its own, so that each refusal is counted once.
        package static func own(name: String) -> Process {
            Process(name: name) { ProcessMetrics.families(process: name) }
        }
    }

    package var listen: [Listener]
    /// Whether other gateway processes of the same user may listen on the same ports.
    package var sharesPorts = false
    /// Whether its loops keep to a processor each, as they do where the node is another process,
    /// whose threads for them keep to the same.
    package var keepsToProcessors = false
    /// Descriptors that this process has inherited, of sockets that listen already, one for each of
    /// `listen` (``ListeningSocket``). None: it listens itself.
    package var listening: [CInt] = []
    /// How long a connection may wait for its next request or stand still in the middle of one.
    package var idleTimeout: Duration
    /// Whom we believe who their client is, by `X-Forwarded-For` or a PROXY header.
    package var trustedProxies: [AddressRange]
    /// Who may read `/metrics`.
    package var metricsReaders: [AddressRange]
    package var process: Process
    package var limits: HTTPLimits
    package var facts: Facts

    package init(
        listen: [Listener], idleTimeout: Duration = .seconds(30),
        trustedProxies: [AddressRange] = [],
        metricsReaders: [AddressRange] = HTTPGatewayConfiguration.loopback,
        process: Process = .node, limits: HTTPLimits = HTTPLimits(), facts: Facts
    ) {
        self.listen = listen
        self.idleTimeout = idleTimeout
        self.trustedProxies = trustedProxies
        self.metricsReaders = metricsReaders
        self.process = process
        self.limits = limits
        self.facts = facts
    }

    /// This host.
    package static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }
}
