package import OpenPGP

/// What a signature is about, as far as it is hashed before the signature itself (RFC 9580
/// §5.2.4).
package enum SignedContent: Sendable {
    case primaryKey(PublicKey)
    case userID(PublicKey, [UInt8])
    case userAttribute(PublicKey, [UInt8])
    case subkey(PublicKey, PublicKey)
    /// A document, or whatever a test makes up.
    case octets([UInt8])

    package static func userID(_ primary: PublicKey, _ text: String) -> SignedContent {
        .userID(primary, Array(text.utf8))
    }

    /// The octets that a signature of `version` hashes.
    func octets(version: UInt8) -> [UInt8] {
        switch self {
        case .primaryKey(let key): hashed(key)
        case .subkey(let primary, let subkey): hashed(primary) + hashed(subkey)
        case .userID(let key, let body): hashed(key) + hashed(0xB4, body, version: version)
        case .userAttribute(let key, let body): hashed(key) + hashed(0xD1, body, version: version)
        case .octets(let octets): octets
        }
    }

    private func hashed(_ key: PublicKey) -> [UInt8] {
        let length = key.body.count
        let prefix: [UInt8] =
            switch key.version {
            case 5: [0x9A] + bigEndian(UInt32(length))
            case 6: [0x9B] + bigEndian(UInt32(length))
            default: [0x99] + bigEndian(UInt16(length))
            }
        return prefix + key.body
    }

    private func hashed(_ prefix: UInt8, _ body: [UInt8], version: UInt8) -> [UInt8] {
        version < 4 ? body : [prefix] + bigEndian(UInt32(body.count)) + body
    }
}
