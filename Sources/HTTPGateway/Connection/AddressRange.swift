import Listening

/// A range of IP addresses, such as those of the proxies that are trusted to say who their client
/// is.
package struct AddressRange: Hashable, Sendable {
    private let first: IPAddress
    /// How many leading bits all addresses of the range share.
    private let prefixLength: Int

    /// From an address (`127.0.0.1`, `::1`) or an address with the number of bits that count
    /// (`10.0.0.0/8`, `2001:db8::/32`). Nil for anything else, and when bits are set behind those
    /// that count: who writes `10.0.0.1/8` may mean one address or sixteen million.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        var length = address.bitCount
        if parts.count == 2 {
            guard let stated = Self.number(parts[1]) else { return nil }
            // Of IPv4 written as IPv6, the first 96 bits are those that say so.
            let isMapped = address.bitCount == 32 && parts[0].contains(":")
            guard (isMapped ? 96...128 : 0...length).contains(stated) else { return nil }
            length = isMapped ? stated - 96 : stated
        }
        first = address
        prefixLength = length
        guard Self.masked(address, length) == address.octets else { return nil }
    }

    /// Digits only, at most three: `Int` would take a sign.
    private static func number(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }

    func contains(_ address: IPAddress) -> Bool {
        address.bitCount == first.bitCount
            && Self.masked(address, prefixLength) == first.octets
    }

    /// The octets with all bits zero behind the first `length`.
    private static func masked(_ address: IPAddress, _ length: Int) -> [UInt8] {
        address.octets.enumerated().map { index, octet in
            let kept = min(max(length - index * 8, 0), 8)
            return octet & (UInt8.max << UInt8(8 - kept))
        }
    }
}
