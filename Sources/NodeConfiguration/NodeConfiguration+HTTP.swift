import TransportSecurity

extension NodeConfiguration {
    static func readHTTP(_ root: SectionReader, files: NamedFiles) -> HTTPConfiguration? {
        guard root.has("http") else { return HTTPConfiguration(listen: []) }
        let keys = ["listen", "trusted_proxies", "metrics", "workers"]
        guard let section = root.section("http", keys: keys) else { return nil }
        let workers = section.value("workers", default: .inProcess, HTTPWorkers.parse)
        return HTTPConfiguration(
            listen: readListeners(section, files: files),
            trustedProxies: section.distinctValues("trusted_proxies", AddressRange.check),
            metrics: section.has("metrics")
                ? section.distinctValues("metrics", AddressRange.check)
                : HTTPConfiguration.defaultMetrics,
            // What is wrong is logged, and the whole configuration with it is not used.
            workers: workers ?? .inProcess)
    }

    /// Those that are right; what is wrong is logged.
    private static func readListeners(
        _ section: SectionReader, files: NamedFiles
    ) -> [HTTPListener] {
        let entries = section.entries(
            "listen",
            value: { text throws(ValueError) in HTTPListener(try HostAndPort(listening: text)) },
            keys: ["address", "tls"],
            section: { readListener($0, files: files) })
        var listeners: [HTTPListener] = []
        for (listener, line) in entries {
            let address = listener.address
            if let other = listeners.first(where: { $0.address.overlaps(address) })?.address {
                section.log.add(
                    other == address
                        ? "\(address) stands twice: remove one"
                        : "\(address) and \(other) are one address at least in part: remove one",
                    line: line, path: "\(section.place("listen"))[\(listeners.count)]")
            }
            listeners.append(listener)
        }
        return listeners
    }

    private static func readListener(_ section: SectionReader, files: NamedFiles) -> HTTPListener? {
        let address = section.value("address") { text throws(ValueError) in
            try HostAndPort(listening: text)
        }
        guard section.has("tls") else { return address.map { HTTPListener($0) } }
        let tls = section.section("tls", keys: TLSFiles.keys)
            .flatMap { readTLS($0, files: files) }
        guard let address, let tls else { return nil }
        return HTTPListener(address, tls: tls)
    }

    static func readTLS(
        _ section: SectionReader, files: NamedFiles, needsClientCA: Bool = false
    ) -> TLSFiles? {
        let certificate = section.value("certificate", files.path)
        let key = section.value("key", files.path)
        func path(_ text: String) throws(ValueError) -> String? { try files.path(text) }
        let clientCA =
            needsClientCA
            ? section.value("client_ca", path)
            : section.value("client_ca", default: nil, path)
        guard let certificate, let key, let clientCA else { return nil }
        let tls = TLSFiles(certificate: certificate, key: key, clientCA: clientCA)
        guard files.areChecked else { return tls }
        do {
            _ = try ServerTLS(tls)
        } catch {
            for error in error.errors {
                let key = error.role.key
                section.log.add(
                    error.description, line: section.line(of: key), path: section.place(key))
            }
        }
        return tls
    }
}

extension TLSFiles {
    /// The keys of node.yaml under which they are named.
    static let keys = ["certificate", "key", "client_ca"]
}

extension TLSFiles.Role {
    /// The key of node.yaml under which the file is named.
    fileprivate var key: String {
        switch self {
        case .certificate: "certificate"
        case .key: "key"
        case .clientCA: "client_ca"
        }
    }
}
