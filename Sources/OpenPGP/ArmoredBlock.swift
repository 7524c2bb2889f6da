/// One block of ASCII armor, decoded (RFC 9580 §6.2).
package struct ArmoredBlock: Hashable, Sendable {
    /// What the header line says that the block holds: the words between `BEGIN PGP ` and the
    /// dashes.
    package struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package var description: String { rawValue }

        package static let publicKeyBlock = Kind(rawValue: "PUBLIC KEY BLOCK")
        package static let privateKeyBlock = Kind(rawValue: "PRIVATE KEY BLOCK")
        package static let signature = Kind(rawValue: "SIGNATURE")
        package static let message = Kind(rawValue: "MESSAGE")
        /// Of old PGP: a key or a message, as its packets tell.
        package static let armoredFile = Kind(rawValue: "ARMORED FILE")
    }

    package struct Header: Hashable, Sendable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package let kind: Kind
    /// The armor headers in their order; a key can occur more than once.
    package let headers: [Header]
    /// The octets.
    package let bytes: [UInt8]
    /// The number of the line with `BEGIN`, from 1.
    package let line: Int

    package init(kind: Kind, headers: [Header] = [], bytes: [UInt8], line: Int = 1) {
        self.kind = kind
        self.headers = headers
        self.bytes = bytes
        self.line = line
    }
}
