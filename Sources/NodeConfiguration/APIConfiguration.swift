package import TransportSecurity

/// The section `api`: what the node socket offers, on TLS for other hosts.
package struct APIConfiguration: Sendable, Equatable {
    package var listen: [APIListener]

    package init(listen: [APIListener] = []) {
        self.listen = listen
    }
}

/// One entry of `api.listen`.
package struct APIListener: Sendable, Equatable {
    package var address: HostAndPort
    /// With the CA that clients' certificates have to be from.
    package var tls: TLSFiles

    package init(_ address: HostAndPort, tls: TLSFiles) {
        self.address = address
        self.tls = tls
    }
}
