import Glibc

/// Questions about IP addresses in their written form, answered by the system's own parser.
enum IPAddress {
    /// How an IPv4 address written as IPv6 begins, ::ffff:0:0/96 (RFC 4291 §2.5.5.2).
    static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    static func isIPv4(_ text: String) -> Bool {
        octets(text, family: AF_INET, count: 4) != nil
    }

    static func isIPv6(_ text: String) -> Bool {
        octets(text, family: AF_INET6, count: 16) != nil
    }

    /// The 4 or 16 octets of an address; nil if the text is none.
    static func octets(_ text: String) -> [UInt8]? {
        octets(text, family: AF_INET, count: 4) ?? octets(text, family: AF_INET6, count: 16)
    }

    private static func octets(_ text: String, family: Int32, count: Int) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: count)
        guard !text.utf8.contains(0), inet_pton(family, text, &octets) == 1 else { return nil }
        return octets
    }
}
