import Glibc
import Keyring

/// Whom the cost of a submission is charged to.
enum Sender: Hashable, Sendable {
    case client(ClientNetwork)
    case peer(String)

    /// Nil for `claviger load`, which is the operator's own doing and unlimited.
    init?(_ origin: Submission.Origin) {
        switch origin {
        case .client(let address): self = .client(ClientNetwork(address))
        case .peer(let name): self = .peer(name)
        case .load: return nil
        }
    }
}

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 address, which is what one
/// subscriber gets.
enum ClientNetwork: Hashable, Sendable {
    case ipv4(UInt32)
    case ipv6(UInt64)
    /// Anything that is no address; a gateway's own name for its client.
    case other(String)

    /// Longest such name that is told apart: gateways give short ones.
    private static let longestName = 64

    init(_ address: String) {
        let bare = String(address.prefix { $0 != "%" })
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, bare, &octets) == 1 {
            self = .ipv4(octets.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
        } else if inet_pton(AF_INET6, bare, &octets) == 1 {
            self = Self.network(of: octets)
        } else {
            self = .other(String(address.prefix(Self.longestName)))
        }
    }

    private static func network(of octets: [UInt8]) -> ClientNetwork {
        // ::ffff:0:0/96, IPv4 addresses as a socket for both shows them (RFC 4291 §2.5.5.2).
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        if octets.starts(with: mapped) {
            return .ipv4(octets.suffix(4).reduce(0) { $0 << 8 | UInt32($1) })
        }
        return .ipv6(octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
