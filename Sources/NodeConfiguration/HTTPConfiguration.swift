package import TransportSecurity

/// The section `http`.
package struct HTTPConfiguration: Sendable, Equatable {
    /// Where HKP is served; may be empty.
    package var listen: [HTTPListener]
    /// Addresses and ranges, `10.0.0.0/8`, of proxies that may say who their client is.
    package var trustedProxies: [String]
    /// Addresses and ranges of those who may read `/metrics`.
    package var metrics: [String]
    /// Which processes serve it.
    package var workers: HTTPWorkers

    /// The default of `http.metrics`: this host.
    package static let defaultMetrics = ["127.0.0.0/8", "::1"]

    package init(
        listen: [HTTPListener], trustedProxies: [String] = [],
        metrics: [String] = HTTPConfiguration.defaultMetrics, workers: HTTPWorkers = .inProcess
    ) {
        self.listen = listen
        self.trustedProxies = trustedProxies
        self.metrics = metrics
        self.workers = workers
    }

    /// The port that peers are told: they fetch without TLS. Nil when every listener has it.
    package var portForPeers: Int? { listen.first { $0.tls == nil }?.address.port }
}

/// One entry of `http.listen`.
package struct HTTPListener: Sendable, Equatable {
    package var address: HostAndPort
    /// Nil: without TLS.
    package var tls: TLSFiles?

    package init(_ address: HostAndPort, tls: TLSFiles? = nil) {
        self.address = address
        self.tls = tls
    }
}
