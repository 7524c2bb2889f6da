import TransportSecurity

extension NodeConfiguration {
    /// Those that are right; what is wrong is logged.
    static func readAPI(_ root: SectionReader, files: NamedFiles) -> APIConfiguration {
        guard let section = root.section("api", keys: ["listen"]) else {
            return APIConfiguration()
        }
        var listeners: [APIListener] = []
        for entry in section.sections("listen", keys: ["address", "tls"]) {
            guard let listener = readListener(entry, files: files) else { continue }
            let address = listener.address
            if let other = listeners.first(where: { $0.address.overlaps(address) })?.address {
                entry.log.add(
                    other == address
                        ? "\(address) stands twice: remove one"
                        : "\(address) and \(other) are one address at least in part: remove one",
                    line: entry.line(of: "address"), path: entry.place("address"))
            }
            listeners.append(listener)
        }
        return APIConfiguration(listen: listeners)
    }

    private static func readListener(_ section: SectionReader, files: NamedFiles) -> APIListener? {
        let address = section.value("address") { text throws(ValueError) in
            try HostAndPort(listening: text)
        }
        guard section.has("tls") else {
            section.log.add(
                "missing: write tls: with certificate:, key: and client_ca:",
                line: section.line(of: "tls"), path: section.place("tls"))
            return nil
        }
        guard
            let tls = section.section("tls", keys: TLSFiles.keys)
                .flatMap({ readTLS($0, files: files, needsClientCA: true) }),
            let address
        else { return nil }
        return APIListener(address, tls: tls)
    }

    /// What of the rest of the configuration the API on TLS needs.
    static func checkAPI(
        _ configuration: NodeConfiguration, log: ProblemLog, line: Int?, rolesLine: Int?
    ) {
        let others =
            configuration.http.listen.map { ($0.address, "http.listen") }
            + (configuration.recon.map { [($0.listen, "recon.listen")] } ?? [])
        for listener in configuration.api.listen {
            let address = listener.address
            for (other, place) in others where other.overlaps(address) {
                log.add(
                    other == address
                        ? "\(address) is also in \(place): write another port, such as 11372"
                        : "\(address) and \(other) of \(place) are one address at least in part: "
                            + "write another port, such as 11372",
                    line: line, path: "api.listen")
            }
        }
        if configuration.roles.namesCertificates, configuration.api.listen.isEmpty {
            log.add(
                "certificates are shown at api.listen only, where there is no address: write one, "
                    + "or remove what begins with dns, uri or sha256 here",
                line: rolesLine, path: "roles")
        }
    }
}
