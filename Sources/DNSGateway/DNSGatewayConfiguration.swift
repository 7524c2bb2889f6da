/// What the DNS gateway is told when it is made.
package struct DNSGatewayConfiguration: Sendable {
    /// Where to listen, by UDP and TCP: a host name or address literal, and a port; port 0 lets the
    /// system choose.
    package struct Listener: Sendable, Hashable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package var listen: [Listener]
    /// The mail domains whose keys are given out, as DNS writes them.
    package var domains: [String]
    package var limits: DNSLimits

    package init(listen: [Listener], domains: [String], limits: DNSLimits = DNSLimits()) {
        self.listen = listen
        self.domains = domains
        self.limits = limits
    }
}
