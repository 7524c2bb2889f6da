/// A host and a TCP port: `127.0.0.1:11371`, `[::1]:11371`, `keys.example.org:11370`.
package struct HostAndPort: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 address, an IPv6 address (without brackets) or a DNS name.
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        precondition((1...65_535).contains(port), "a TCP port is 1 to 65535, not \(port)")
        self.host = host
        self.port = port
    }

    /// Reads the written form. The error says what is wrong and what to write.
    package init(_ text: String) throws(ValueError) {
        let hostText: Substring
        let portText: Substring
        if text.hasPrefix("[") {
            guard let bracket = text.lastIndex(of: "]") else {
                throw ValueError("\"\(text)\" lacks the closing bracket: write [ADDRESS]:PORT")
            }
            hostText = text[text.index(after: text.startIndex)..<bracket]
            let rest = text[text.index(after: bracket)...]
            guard rest.hasPrefix(":") else { throw .noPort(text) }
            portText = rest.dropFirst()
            guard IPAddress.isIPv6(String(hostText)) else {
                throw ValueError(
                    "\"\(hostText)\" is not an IPv6 address: write it as in [::1]:11371")
            }
        } else {
            guard let colon = text.lastIndex(of: ":") else { throw .noPort(text) }
            hostText = text[..<colon]
            portText = text[text.index(after: colon)...]
            guard !hostText.contains(":") else {
                throw ValueError("\"\(text)\" is not an address: write IPv6 as in [::1]:11371")
            }
            try HostName.check(String(hostText))
        }
        host = String(hostText)
        port = try PortNumber.parse(portText)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Decimal TCP ports.
enum PortNumber {
    static func parse(_ text: Substring) throws(ValueError) -> Int {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ 48...57 ~= $0 }),
            let port = Int(text), (1...65_535).contains(port)
        else {
            throw ValueError("\"\(text)\" is not a port: write a number from 1 to 65535")
        }
        return port
    }
}

extension ValueError {
    fileprivate static func noPort(_ text: String) -> ValueError {
        ValueError("\"\(text)\" has no port: write HOST:PORT, such as 127.0.0.1:11371")
    }
}
