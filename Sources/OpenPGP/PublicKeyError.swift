/// Why a public-key packet has no identity: no fingerprint or key ID can be computed from it.
package enum PublicKeyError: Error, Hashable, Sendable {
    /// The body ends before the fields that every key of its version has.
    case truncated(length: Int)
    /// The first octet names no version from 2 to 6.
    case unknownVersion(UInt8)
    /// A body of version 4 longer than the two length octets that its fingerprint covers (RFC 9580
    /// §5.5.4.2).
    case tooLong(length: Int)
    /// Versions 2 and 3: no two integers, or a modulus shorter than the key ID that it holds (RFC
    /// 9580 §5.5.4.1).
    case malformedModulus
    /// Versions 5 and 6: the stated length of the material exceeds the packet (RFC 9580 §5.5.2.3).
    case materialTooLong(stated: Int, available: Int)
}

extension PublicKeyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let length):
            "the public-key packet ends after \(length) octets, before its fields are complete"
        case .unknownVersion(let version):
            "the public key has version \(version); versions 2 to 6 are known"
        case .tooLong(let length):
            "the version 4 public key has \(length) octets; its fingerprint allows 65535"
        case .malformedModulus:
            "the version 3 public key has no modulus of at least 64 bits"
        case .materialTooLong(let stated, let available):
            "the public key announces \(stated) octets of material, its packet holds \(available)"
        }
    }
}
