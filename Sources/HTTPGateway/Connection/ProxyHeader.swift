import Listening

/// Why what begins like a PROXY header is none.
enum ProxyHeaderError: Error, Equatable, CustomStringConvertible {
    case tooLong(limit: Int)
    case malformed
    case unknownVersion(UInt8)
    case truncated

    var description: String {
        switch self {
        case .tooLong(let limit): "it has more than \(limit) octets"
        case .malformed: "it is malformed"
        case .unknownVersion(let version): "its version is \(version): 1 and 2 are known"
        case .truncated: "the connection ends in it"
        }
    }
}

/// The header by which a proxy tells at the start of a connection who is connected to it (PROXY
/// protocol, HAProxy's `proxy-protocol.txt`, versions 1 and 2).
struct ProxyHeader: Equatable {
    /// What the first octets of a connection are.
    enum Reading: Equatable {
        /// More octets are needed to tell.
        case incomplete
        /// No PROXY header: all of it belongs to what the connection is for.
        case absent
        case header(ProxyHeader)
    }

    /// Who is connected to the proxy; nil when it does not say, as in its own health checks.
    let source: IPAddress?
    /// Octets that the header takes.
    let length: Int

    /// §2.1: room enough for every line of version 1.
    static let longestLine = 107
    /// Of version 2, addresses and what follows them. §2.2 has 216 octets for the longest
    /// addresses; the fields that clouds and TLS proxies add have a few hundred.
    static let longestBlock = 4096

    private static let beginningOfLine = Array("PROXY ".utf8)
    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]

    static func read(_ octets: [UInt8]) throws(ProxyHeaderError) -> Reading {
        if octets.starts(with: beginningOfLine) { return try readLine(octets) }
        if octets.starts(with: signature) { return try readBlock(octets) }
        let mayBecome =
            beginningOfLine.starts(with: octets) || signature.starts(with: octets)
        return mayBecome ? .incomplete : .absent
    }

    // MARK: Version 1

    /// `PROXY TCP4 192.0.2.1 192.0.2.2 56324 443` and CR LF (§2.1).
    private static func readLine(_ octets: [UInt8]) throws(ProxyHeaderError) -> Reading {
        guard let end = octets.prefix(longestLine).firstIndex(of: 0x0A) else {
            guard octets.count < longestLine else { throw .tooLong(limit: longestLine) }
            return .incomplete
        }
        // ASCII alone: a space with an accent behind it would be no space to split at.
        guard octets[end - 1] == 0x0D, octets[..<end].allSatisfy({ $0 < 0x80 }) else {
            throw .malformed
        }
        let line = String(decoding: octets[..<(end - 1)], as: UTF8.self)
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        let length = end + 1
        if fields[1] == "UNKNOWN" {
            return .header(ProxyHeader(source: nil, length: length))
        }
        let bitCount =
            switch fields[1] {
            case "TCP4": 32
            case "TCP6": 128
            default: throw .malformed
            }
        guard fields.count == 6, let source = address(fields[2], bitCount: bitCount),
            address(fields[3], bitCount: bitCount) != nil,
            UInt16(fields[4]) != nil, UInt16(fields[5]) != nil
        else { throw .malformed }
        return .header(ProxyHeader(source: source, length: length))
    }

    /// An address written as one of this length.
    private static func address(_ text: Substring, bitCount: Int) -> IPAddress? {
        guard text.contains(":") == (bitCount == 128) else { return nil }
        return IPAddress(text)
    }

    // MARK: Version 2

    /// Signature, version and command, family and protocol, length, addresses, more (§2.2).
    private static func readBlock(_ octets: [UInt8]) throws(ProxyHeaderError) -> Reading {
        let start = signature.count + 4
        guard octets.count >= start else { return .incomplete }
        let version = octets[12] >> 4
        guard version == 2 else { throw .unknownVersion(version) }
        let count = Int(octets[14]) << 8 | Int(octets[15])
        guard count <= longestBlock else { throw .tooLong(limit: longestBlock) }
        guard octets.count >= start + count else { return .incomplete }
        let length = start + count
        switch octets[12] & 0x0F {
        case 0: return .header(ProxyHeader(source: nil, length: length))
        case 1: break
        default: throw .malformed
        }
        let addressLength =
            switch octets[13] >> 4 {
            case 1: 4
            case 2: 16
            // Unspecified, Unix sockets: nobody with an IP address.
            case 0, 3: 0
            default: throw .malformed
            }
        guard addressLength > 0 else {
            return .header(ProxyHeader(source: nil, length: length))
        }
        // Source and destination, and a port for each.
        guard count >= 2 * addressLength + 4 else { throw .malformed }
        let source = IPAddress(octets: octets[start..<(start + addressLength)])
        return .header(ProxyHeader(source: source, length: length))
    }
}
