import NodeService
import Synchronization
import TransportSecurity

/// What of its configuration a gateway takes anew while it runs. Connections and requests keep what
/// they have begun with.
final class LiveSettings: Sendable {
    /// A class: each request takes them, and there is much in them to be copied.
    final class Settings: Sendable {
        let configuration: HTTPGatewayConfiguration
        let gateway: Gateway
        /// One for each listener; nil for those without TLS.
        let tls: [ServerTLS?]

        init(configuration: HTTPGatewayConfiguration, gateway: Gateway, tls: [ServerTLS?]) {
            self.configuration = configuration
            self.gateway = gateway
            self.tls = tls
        }
    }

    private let settings: Mutex<Settings>
    private let makeGateway: @Sendable (HTTPGatewayConfiguration) -> Gateway

    /// Reads the files of TLS: blocks.
    init(
        _ configuration: HTTPGatewayConfiguration, node: any NodeService, refusals: Refusals,
        metrics: GatewayMetrics, now: @escaping @Sendable () -> Int
    ) throws(HTTPGatewayError) {
        makeGateway = { configuration in
            Gateway(
                configuration: configuration, node: node, refusals: refusals, metrics: metrics,
                now: now)
        }
        settings = Mutex(
            Settings(
                configuration: configuration, gateway: makeGateway(configuration),
                tls: try Self.tls(of: configuration)))
    }

    var current: Settings { settings.withLock { $0 } }

    /// Takes a configuration with the same listeners, and their files as they are now: blocks. When
    /// it throws, nothing has changed.
    func take(_ configuration: HTTPGatewayConfiguration) throws(HTTPGatewayError) {
        let tls = try Self.tls(of: configuration)
        let old = current
        precondition(
            configuration.listen.map(\.isEncrypted) == old.configuration.listen.map(\.isEncrypted),
            "a gateway keeps its listeners while it runs")
        // What is in progress counts against the bounds that it began under.
        let isSame =
            configuration.limits == old.configuration.limits
            && configuration.metricsReaders == old.configuration.metricsReaders
        let gateway = isSame ? old.gateway : makeGateway(configuration)
        let new = Settings(configuration: configuration, gateway: gateway, tls: tls)
        settings.withLock { $0 = new }
    }

    private static func tls(
        of configuration: HTTPGatewayConfiguration
    ) throws(HTTPGatewayError) -> [ServerTLS?] {
        var all: [ServerTLS?] = []
        for listener in configuration.listen {
            guard let files = listener.tls else {
                all.append(nil)
                continue
            }
            do { all.append(try ServerTLS(files)) } catch {
                throw HTTPGatewayError.unusableFiles(listener, reason: error.description)
            }
        }
        return all
    }
}

extension HTTPGatewayConfiguration.Listener {
    fileprivate var isEncrypted: Bool { tls != nil }
}
