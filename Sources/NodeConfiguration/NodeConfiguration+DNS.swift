extension NodeConfiguration {
    /// With `_openpgpkey.` and the 57 octets of a user's label before it a name still has room in the
    /// 255 octets that DNS allows (RFC 7929 §3, RFC 1035 §2.3.4).
    private static let longestZone = 184

    /// Nil when the section is absent, or when something was logged.
    static func readDNS(_ root: SectionReader) -> DNSConfiguration? {
        guard let section = root.section("dns", keys: ["listen", "zones"]) else { return nil }
        let problemsBefore = section.log.problems.count
        let listen = section.distinctValues("listen") { text throws(ValueError) in
            try HostAndPort(listening: text)
        }
        let zones = section.distinctValues("zones", parseZone)
        guard section.log.problems.count == problemsBefore else { return nil }
        if listen.isEmpty { reportMissing("listen", example: "127.0.0.1:5353", in: section) }
        if zones.isEmpty { reportMissing("zones", example: "example.org", in: section) }
        return DNSConfiguration(listen: listen, zones: zones)
    }

    private static func reportMissing(
        _ key: String, example: String, in section: SectionReader
    ) {
        section.log.add(
            "missing: write \(key): [\(example)]", line: section.line(of: key),
            path: section.place(key))
    }

    private static func parseZone(_ text: String) throws(ValueError) -> String {
        let name = text.lowercased()
        guard !name.isEmpty, !IPAddress.isIPv4(name), !name.contains("_") else {
            throw .notAZone(text)
        }
        do {
            try HostName.check(name)
        } catch {
            throw .notAZone(text)
        }
        guard name.utf8.count <= longestZone else {
            throw ValueError(
                "\"\(text)\" is too long: at most \(longestZone) characters, so that the names of "
                    + "users fit before it")
        }
        return name
    }
}

extension ValueError {
    fileprivate static func notAZone(_ text: String) -> ValueError {
        ValueError(
            "\"\(text)\" is no mail domain: write what stands behind the @ of its addresses, such "
                + "as example.org")
    }
}
