import Crypto
package import NIOSSL

/// What a client's certificate says of its holder. That it is from the named CA, and that the client
/// has its key, TLS has proven.
package struct ClientCertificate: Sendable, Equatable, CustomStringConvertible {
    /// All of its names, the digest last.
    package let names: [CertificateName]

    /// More alternative names than this are left out: whoever needs that many names the digest.
    private static let mostNames = 100

    package init(_ certificate: NIOSSLCertificate) throws {
        let digest = SHA256.hash(data: try certificate.toDERBytes())
        let names = certificate._subjectAlternativeNames().prefix(Self.mostNames)
            .compactMap { CertificateName($0) }
        self.names = names + [.sha256(digest.map(Self.digits).joined())]
    }

    /// The first of its names.
    package var description: String { names[0].description }

    private static func digits(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16)
        return octet < 16 ? "0" + digits : digits
    }
}

extension CertificateName {
    /// Nil for names of other kinds, and for those that are none: they are shown in answers and
    /// written down, so they hold nothing but what such names are made of.
    fileprivate init?(_ name: _SubjectAlternativeName) {
        let octets = Array(name.contents)
        guard let text = String(validating: octets, as: UTF8.self), !text.isEmpty else {
            return nil
        }
        switch name.nameType {
        case .dnsName where octets.allSatisfy(Self.isOfDNS): self = .dns(text.lowercased())
        case .uri where octets.allSatisfy({ (0x21...0x7E).contains($0) }): self = .uri(text)
        default: return nil
        }
    }

    private static func isOfDNS(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
