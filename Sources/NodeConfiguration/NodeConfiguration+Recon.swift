extension NodeConfiguration {
    /// Nil when the section is absent, or when something was logged.
    static func readRecon(_ root: SectionReader, nodeName: String?) -> ReconConfiguration? {
        let keys = ["listen", "source", "interval", "peers"]
        guard let section = root.section("recon", keys: keys) else { return nil }
        let listen = section.value("listen") { text throws(ValueError) in
            try HostAndPort(listening: text)
        }
        let source = section.value("source", default: nil, parseSource)
        let interval = section.value("interval", default: ReconConfiguration.defaultInterval) {
            text throws(ValueError) in
            try DurationText.parse(text, allowed: .seconds(1)...Duration.seconds(86_400))
        }
        let peers = readPeers(
            section, nodeName: nodeName, listen: listen,
            source: source.flatMap { $0 ?? listen?.host })
        guard let listen, let source, let interval, let peers else { return nil }
        return ReconConfiguration(
            listen: listen, source: source, interval: interval, peers: peers)
    }

    private static func parseSource(_ text: String) throws(ValueError) -> String? {
        guard IPAddress.isIPv4(text) || IPAddress.isIPv6(text) else {
            throw ValueError(
                "\"\(text)\" is not an IP address: write one of this host, without a port, or null")
        }
        guard !IPAddress.isWildcard(text), !IPAddress.isMulticast(text) else {
            throw ValueError("\(text) is no address of one host: write one of this host, or null")
        }
        return text
    }

    /// Nil when one of the peers has a problem, which is logged.
    private static func readPeers(
        _ recon: SectionReader, nodeName: String?, listen: HostAndPort?, source: String?
    ) -> [PeerConfiguration]? {
        let keys = ["name", "recon", "http", "protocol", "profile", "filters"]
        let sections = recon.sections("peers", keys: keys)
        var lineOfName: [String: Int] = [:]
        var peers: [PeerConfiguration] = []
        for section in sections {
            let peer = readPeer(section)
            if let name = peer.name {
                if name == nodeName {
                    section.log.add(
                        "\"\(name)\" is this node's own name: write the peer's",
                        line: section.line(of: "name"), path: section.place("name"))
                }
                if let line = lineOfName[name] {
                    section.log.add(
                        "\"\(name)\" is already the peer of line \(line): write another name",
                        line: section.line(of: "name"), path: section.place("name"))
                }
                lineOfName[name] = lineOfName[name] ?? section.line(of: "name")
            }
            if let address = peer.recon, address == listen {
                section.log.add(
                    "\(address) is where this node listens: write the peer's address",
                    line: section.line(of: "recon"), path: section.place("recon"))
            } else if let address = peer.recon, let source,
                !IPAddress.reaches(address.host, from: source)
            {
                section.log.add(
                    "\(address.host) cannot be dialled from \(source), which is of the other IP "
                        + "version: write the peer's other address, or [::] in recon.listen and "
                        + "null in recon.source",
                    line: section.line(of: "recon"), path: section.place("recon"))
            }
            if let whole = peer.whole { peers.append(whole) }
        }
        return peers.count == sections.count ? peers : nil
    }

    /// What of the rest of the configuration gossip needs.
    static func checkRecon(_ configuration: NodeConfiguration, log: ProblemLog, line: Int?) {
        guard let recon = configuration.recon else { return }
        if configuration.http.listen.isEmpty {
            log.add(
                "peers fetch what they lack by HTTP: write an address in http.listen, "
                    + "or recon: null",
                line: line, path: "recon")
        } else if configuration.http.portForPeers == nil {
            log.add(
                "peers fetch what they lack by HTTP without TLS: write an address without tls in "
                    + "http.listen too, or recon: null",
                line: line, path: "recon")
        }
        for listener in configuration.http.listen where listener.address.overlaps(recon.listen) {
            log.add(
                recon.listen == listener.address
                    ? "\(recon.listen) is also in http.listen: write another port, such as 11370"
                    : "\(recon.listen) and \(listener.address) of http.listen are one address at "
                        + "least in part: write another port, such as 11370",
                line: line, path: "recon.listen")
        }
    }

    /// What could be read of a peer: its name and address count in other checks even when the rest
    /// is wrong.
    private struct ReadPeer {
        var name: String?
        var recon: HostAndPort?
        var whole: PeerConfiguration?
    }

    private static func readPeer(_ section: SectionReader) -> ReadPeer {
        var peer = ReadPeer()
        peer.name = section.value("name", NodeName.parse)
        peer.recon = section.value("recon") { text throws(ValueError) in
            try HostAndPort(dialling: text)
        }
        let http = section.value("http") { text throws(ValueError) in try PeerURL(text) }
        let `protocol` = section.value("protocol", default: PeerProtocol.sks, oneOf)
        let profile = section.value("profile", default: PeerProfile.sks, oneOf)
        let filters = readFilters(section)
        if let name = peer.name, let recon = peer.recon, let http, let `protocol`, let profile,
            let filters
        {
            peer.whole = PeerConfiguration(
                name: name, recon: recon, http: http, protocol: `protocol`, profile: profile,
                filters: filters)
        }
        return peer
    }

    private static func readFilters(_ section: SectionReader) -> [ReconFilter]? {
        guard section.has("filters") else { return PeerConfiguration.defaultFilters }
        let problemsBefore = section.log.problems.count
        let given = section.values("filters") { text throws(ValueError) -> ReconFilter in
            guard let filter = ReconFilter(rawValue: text) else {
                throw ValueError(
                    "unknown filter \"\(text)\": write yminsky.dedup or yminsky.merge")
            }
            return filter
        }
        guard section.log.problems.count == problemsBefore else { return nil }
        let filters = ReconFilter.allCases.filter { filter in given.contains { $0.value == filter }
        }
        guard filters.first == .dedup, filters.count == given.count else {
            section.log.add(
                "not a combination that SKS announces: write [yminsky.dedup] or "
                    + "[yminsky.dedup, yminsky.merge]",
                line: section.line(of: "filters"), path: section.place("filters"))
            return nil
        }
        return filters
    }

    /// One of the words of an enumeration.
    static func oneOf<T>(_ text: String) throws(ValueError) -> T
    where T: RawRepresentable<String> & CaseIterable {
        guard let value = T(rawValue: text) else {
            let words = T.allCases.map(\.rawValue).joined(separator: " or ")
            throw ValueError("unknown \"\(text)\": write \(words)")
        }
        return value
    }
}
