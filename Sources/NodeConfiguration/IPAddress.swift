import Glibc

/// Questions about IP addresses in their written form, answered by the system's own parser.
enum IPAddress {
    static func isIPv4(_ text: String) -> Bool {
        isAddress(text, family: AF_INET, byteCount: 4)
    }

    static func isIPv6(_ text: String) -> Bool {
        isAddress(text, family: AF_INET6, byteCount: 16)
    }

    private static func isAddress(_ text: String, family: Int32, byteCount: Int) -> Bool {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        return !text.utf8.contains(0) && inet_pton(family, text, &bytes) == 1
    }
}
