import ArgumentParser
import DNSGateway
import Logging
import NodeConfiguration
import NodeService
import NodeSocket
import ServiceLifecycle
import Synchronization
import UnixSignals

/// `claviger gateway dns`.
struct DNSGatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns",
        abstract: "Serve keys by DNS (OPENPGPKEY, RFC 7929), until SIGTERM or SIGINT.",
        discussion: """
            Answers by UDP and TCP for the zone _openpgpkey.DOMAIN of each domain in dns.zones. \
            Prints a line for each listener and then "ready" on standard output. The node may \
            start later, stop and come back: until it does, what is not remembered is answered \
            with SERVFAIL. A key that is new to the node is found a minute later at most.

            Example:
              claviger gateway dns --config /var/lib/claviger/node.yaml
              dig -p 5353 @127.0.0.1 HASH._openpgpkey.example.org TYPE61
            """)

    @OptionGroup var options: ServingOptions

    @OptionGroup var remote: RemoteNodeOptions

    func run() async throws {
        let configuration = try options.configuration()
        guard let dns = configuration.dns else {
            throw CommandFailure(
                .configuration, "\(options.config) has no section dns",
                advice: "Write dns: with listen: [127.0.0.1:5353] and zones: [example.org].")
        }
        let logger = configuration.log.logger(.dns)
        let address = remote.address ?? .socket(path: configuration.socket)
        try await NodeSocketClient.with(address) { node in
            let awaited = Mutex(dns.listen.count)
            let refusals = Refusals()
            let gateway = try DNSGateway(
                configuration: DNSGatewayConfiguration(dns), node: node, refusals: refusals,
                logger: logger, now: SystemClock.now
            ) { listener in
                awaited.withLock { awaited in
                    let address = HostAndPort(host: listener.host, port: listener.port)
                    StandardOutput.line("dns \(address)")
                    awaited -= 1
                    if awaited == 0 { StandardOutput.line("ready") }
                }
            }
            // Stopped in reverse order: the last report has everything.
            try await Self.serve([RefusalReporter(node: node, refusals: refusals), gateway])
        }
    }

    private static func serve(_ services: [any Service]) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint],
                // The error that ends it is reported where it is caught.
                logger: Logger(label: "claviger.services") { _ in SwiftLogNoOpLogHandler() }))
        do {
            try await group.run()
        } catch let error as DNSGatewayError {
            throw CommandFailure(.unavailable, error.description)
        }
    }
}

extension DNSGatewayConfiguration {
    init(_ dns: DNSConfiguration) {
        self.init(
            listen: dns.listen.map { Listener(host: $0.host, port: $0.port) }, domains: dns.zones)
    }
}
