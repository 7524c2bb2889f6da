package import Logging
import NIOCore
package import NodeService
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A DNS server for OPENPGPKEY records (RFC 7929): answers for the zone `_openpgpkey.DOMAIN` of each
/// configured domain, by UDP and TCP, until graceful shutdown. It signs nothing: a server that does
/// (RFC 4035) can be put before it.
package struct DNSGateway: Service {
    private let configuration: DNSGatewayConfiguration
    private let directory: ZoneDirectory
    private let responder: Responder
    private let refusals: Refusals
    private let logger: Logger
    private let onListening: @Sendable (DNSGatewayConfiguration.Listener) async -> Void

    /// - Parameters:
    ///   - now: Unix seconds, for what has expired.
    ///   - onListening: called once for each listener, with the address that it is bound to, once
    ///     both UDP and TCP are there.
    /// - Throws: ``DNSGatewayError/notADomain(_:)``.
    package init(
        configuration: DNSGatewayConfiguration, node: any NodeService, refusals: Refusals,
        logger: Logger, now: @escaping @Sendable () -> Int = { Int(time(nil)) },
        onListening: @escaping @Sendable (DNSGatewayConfiguration.Listener) async -> Void = { _ in
        }
    ) throws(DNSGatewayError) {
        var zones: [Zone] = []
        for domain in configuration.domains {
            guard let zone = Zone(domain: domain) else { throw .notADomain(domain) }
            zones.append(zone)
        }
        self.configuration = configuration
        self.refusals = refusals
        self.logger = logger
        self.onListening = onListening
        directory = ZoneDirectory(
            zones: zones, node: node, limits: configuration.limits, logger: logger, now: now)
        responder = Responder(
            directory: directory,
            keys: KeyDesk(node: node, limits: configuration.limits, now: now),
            refusals: refusals, logger: logger)
    }

    /// - Throws: ``DNSGatewayError`` when an address cannot be listened on.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await serve()
            } catch is CancellationError {
                // Nothing is left to finish: who gets no answer asks again.
            }
        }
    }

    private func serve() async throws {
        // Before anybody can ask, if the node is there.
        await directory.refresh(at: .now)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await keepUpToDate() }
            for listener in configuration.listen {
                group.addTask { try await serve(on: listener) }
            }
        }
    }

    private func keepUpToDate() async throws {
        while true {
            let interval =
                directory.isComplete ? WalkSchedule.interval : WalkSchedule.intervalOfRetries
            try await Task.sleep(for: interval)
            await directory.refresh(at: .now)
        }
    }

    private func serve(on listener: DNSGatewayConfiguration.Listener) async throws {
        let (streams, datagrams) = try await bind(listener)
        await onListening(
            .init(host: streams.address.ipAddress ?? listener.host, port: streams.port))
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await streams.run() }
            group.addTask { try await datagrams.run() }
        }
    }

    private func bind(
        _ listener: DNSGatewayConfiguration.Listener
    ) async throws -> (StreamListener, DatagramListener) {
        do {
            let streams = try await StreamListener.bind(
                to: listener, responder: responder, limits: configuration.limits,
                refusals: refusals, logger: logger)
            do {
                let datagrams = try await DatagramListener.bind(
                    to: streams.address, responder: responder, limits: configuration.limits,
                    refusals: refusals, logger: logger)
                return (streams, datagrams)
            } catch {
                await streams.close()
                throw error
            }
        } catch let error as IOError {
            throw DNSGatewayError.cannotListen(
                listener, reason: String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError {
            throw DNSGatewayError.cannotListen(listener, reason: "\(error)")
        }
    }
}

/// Why the gateway does not run.
package enum DNSGatewayError: Error, CustomStringConvertible {
    case cannotListen(DNSGatewayConfiguration.Listener, reason: String)
    case notADomain(String)

    package var description: String {
        switch self {
        case .cannotListen(let listener, let reason):
            "dns: cannot listen on \(listener.host):\(listener.port): \(reason); "
                + "choose another address in dns.listen, or stop what uses this one"
        case .notADomain(let domain):
            "dns: \"\(domain)\" is no domain with keys: write a name such as example.org in dns.zones"
        }
    }
}
