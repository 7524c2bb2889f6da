import Glibc
import NIOCore

/// An IP address without a port, the same for an IPv4 address and its IPv6-mapped form.
struct HostAddress: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]
    let description: String

    /// Nil for a Unix domain socket.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        self.init(literal: text)
    }

    /// Nil if the text is not an address but a name.
    init?(literal: String) {
        let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        if let bytes = Self.parse(literal, family: AF_INET, byteCount: 4) {
            self.bytes = bytes
            description = literal
        } else if let bytes = Self.parse(literal, family: AF_INET6, byteCount: 16) {
            if bytes.starts(with: mappedPrefix) {
                self.bytes = Array(bytes.suffix(4))
                description = self.bytes.map(String.init).joined(separator: ".")
            } else {
                self.bytes = bytes
                description = literal
            }
        } else {
            return nil
        }
    }

    /// True for the address that means every address of the host.
    var isWildcard: Bool { bytes.allSatisfy { $0 == 0 } }

    static func == (left: HostAddress, right: HostAddress) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    private static func parse(_ text: String, family: Int32, byteCount: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        guard !text.utf8.contains(0), inet_pton(family, text, &bytes) == 1 else { return nil }
        return bytes
    }
}
