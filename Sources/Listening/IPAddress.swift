#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An IP address. One of IPv4 that is written as IPv6 (`::ffff:192.0.2.1`, as sockets for both give
/// it) is that of IPv4.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16, in network order.
    package let octets: [UInt8]

    package var bitCount: Int { octets.count * 8 }

    /// From 4 or 16 octets; else nil.
    package init?(octets: some Collection<UInt8>) {
        let octets = Array(octets)
        switch octets.count {
        case 4: self.octets = octets
        case 16 where octets.starts(with: Self.mappedPrefix): self.octets = Array(octets[12...])
        case 16: self.octets = octets
        default: return nil
        }
    }

    /// From its text and nothing else, neither brackets nor a port nor a zone.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard !text.utf8.contains(0) else { return nil }
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        var octets = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        guard inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &octets) == 1 else { return nil }
        self.init(octets: octets)
    }

    package static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
}

extension IPAddress: CustomStringConvertible {
    /// The usual text (RFC 5952).
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = octets.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else {
            preconditionFailure("an address of 4 or 16 octets has a text of less than 46")
        }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
