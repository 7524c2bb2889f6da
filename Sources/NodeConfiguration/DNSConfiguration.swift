/// The section `dns`: keys by DNS (OPENPGPKEY, RFC 7929), which `claviger gateway dns` serves.
package struct DNSConfiguration: Sendable, Equatable {
    /// Where it is served, by UDP and TCP.
    package var listen: [HostAndPort]
    /// The mail domains whose keys are given out, in lower case.
    package var zones: [String]

    package init(listen: [HostAndPort], zones: [String]) {
        self.listen = listen
        self.zones = zones
    }
}
