/// DNS names and IPv4 addresses, as they stand in front of a port.
enum HostName {
    /// RFC 1035 §2.3.4.
    private static let maximumLength = 253
    private static let maximumLabelLength = 63

    static func check(_ name: String) throws(ValueError) {
        guard !name.isEmpty else {
            throw ValueError("the host is missing: write HOST:PORT, such as 127.0.0.1:11371")
        }
        if IPAddress.isIPv4(name) { return }
        guard name.utf8.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: ".") }) == false else {
            throw ValueError("\"\(name)\" is not an IPv4 address: write four numbers from 0 to 255")
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= maximumLength, labels.allSatisfy(isLabel) else {
            throw ValueError("\"\(name)\" is not a host: write an IP address or a DNS name")
        }
    }

    /// Letters, digits and inner hyphens (RFC 1123 §2.1); the underscore because it is in use.
    private static func isLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last,
            label.utf8.count <= maximumLabelLength
        else { return false }
        let hyphen = UInt8(ascii: "-")
        return first != hyphen && last != hyphen
            && label.utf8.allSatisfy {
                isDigit($0) || isLetter($0) || $0 == hyphen || $0 == UInt8(ascii: "_")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}
