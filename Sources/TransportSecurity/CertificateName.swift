/// A name by which the holder of a certificate is known where something is granted to him.
///
/// Not the subject's common name: it is free text, which CAs do not check as they do alternative
/// names, and nothing says of what kind it is (RFC 9525 §1.3 has given it up).
package enum CertificateName: Sendable, Hashable, CustomStringConvertible {
    /// A DNS name among its alternative names (RFC 5280 §4.2.1.6), in lower case. No wildcards.
    case dns(String)
    /// A URI among them, which has to be the same letter by letter.
    case uri(String)
    /// The SHA-256 digest of the certificate in DER, in lower-case hexadecimal digits.
    case sha256(String)

    /// As node.yaml has it, such as `dns gateway.example.org`.
    package var description: String {
        switch self {
        case .dns(let name): "dns \(name)"
        case .uri(let text): "uri \(text)"
        case .sha256(let digits): "sha256 \(digits)"
        }
    }
}
