extension HostAndPort {
    /// Reads an address to listen on. The error says what to write.
    init(listening text: String) throws(ValueError) {
        try self.init(text)
        guard !IPAddress.isMulticast(host) else {
            throw ValueError(
                "\(host) is an address of many hosts, on which none listens: write one of this "
                    + "host, or 0.0.0.0 or [::] for all of them")
        }
    }

    /// Reads an address to dial. The error says what to write.
    init(dialling text: String) throws(ValueError) {
        try self.init(text)
        guard !IPAddress.isWildcard(host), !IPAddress.isMulticast(host) else {
            throw ValueError("\(host) is no address of one host: write that of the peer")
        }
    }

    /// Whether both cannot be listened on: one is the other, or every address of the host.
    func overlaps(_ other: HostAndPort) -> Bool {
        self == other
            || port == other.port
                && (IPAddress.covers(host, other.host) || IPAddress.covers(other.host, host))
    }
}

extension IPAddress {
    /// 0.0.0.0 and ::, which are every address of a host.
    static func isWildcard(_ text: String) -> Bool {
        octets(text)?.allSatisfy { $0 == 0 } ?? false
    }

    /// RFC 5771, RFC 919 and RFC 4291 §2.7: addresses that are not of one host.
    static func isMulticast(_ text: String) -> Bool {
        guard let octets = octets(text) else { return false }
        return octets.count == 4
            ? octets[0] & 0xF0 == 0xE0 || octets == [255, 255, 255, 255]
            : octets[0] == 0xFF
    }

    /// Whether whoever listens on `wildcard` listens on `address`: :: takes IPv4 too, as Linux has
    /// it unless `net.ipv6.bindv6only` is set. Of names nobody knows before they are resolved.
    fileprivate static func covers(_ wildcard: String, _ address: String) -> Bool {
        guard isWildcard(wildcard), let octets = octets(address) else { return false }
        return octets.count == 4 || wildcard.contains(":")
    }

    /// Whether what is bound to `source` can dial `address`, as far as that can be told: names have
    /// addresses of both versions.
    static func reaches(_ address: String, from source: String) -> Bool {
        guard let from = octets(source), let to = octets(address), !isWildcard(source) else {
            return true
        }
        return from.count == to.count
    }
}
