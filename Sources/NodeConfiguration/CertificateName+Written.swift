import TransportSecurity

extension CertificateName {
    /// Hexadecimal digits of a SHA-256 digest.
    private static let digits = 64

    /// Reads the written form; nil when `kind` is no kind of name. The error says what to write.
    init?(kind: Substring, _ text: String) throws(ValueError) {
        switch kind {
        case "dns":
            // A wildcard in a certificate says that its holder is many hosts.
            guard !IPAddress.isIPv4(text), (try? HostName.check(text)) != nil else {
                throw ValueError(
                    "\"\(text)\" is no DNS name: write one that stands in the certificate as it is, "
                        + "such as dns gateway.example.org")
            }
            self = .dns(text.lowercased())
        case "uri":
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), text.contains(":") else {
                throw ValueError(
                    "\"\(text)\" is no URI: write one that stands in the certificate as it is, such as "
                        + "uri spiffe://example.org/gateway")
            }
            self = .uri(text)
        case "sha256":
            let digits = text.lowercased().filter { $0 != ":" }
            guard digits.utf8.count == Self.digits, digits.utf8.allSatisfy(Self.isDigit) else {
                throw ValueError(
                    "\"\(text)\" is no SHA-256 digest: write what `openssl x509 -noout -fingerprint "
                        + "-sha256 -in FILE` prints behind the =")
            }
            self = .sha256(digits)
        default: return nil
        }
    }

    private static func isDigit(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(octet)
    }
}
