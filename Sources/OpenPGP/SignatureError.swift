/// Why a signature packet cannot be understood. Offsets count from the beginning of the packet's
/// body.
package enum SignatureError: Error, Hashable, Sendable {
    /// The body ends inside the field that begins at this offset.
    case truncated(offset: Int)
    /// The first octet names no version from 2 to 6.
    case unknownVersion(UInt8)
    /// Versions 2 and 3: the length of the hashed octets is not 5 (RFC 9580 §5.2.2).
    case hashedLength(UInt8)
    /// A subpacket is empty or longer than its area (RFC 9580 §5.2.3.7).
    case malformedSubpacket(offset: Int)
}

extension SignatureError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let offset):
            "the signature packet ends inside the field at offset \(offset)"
        case .unknownVersion(let version):
            "the signature has version \(version); versions 2 to 6 are known"
        case .hashedLength(let length):
            "the signature announces \(length) hashed octets; version 3 has 5"
        case .malformedSubpacket(let offset):
            "the signature's subpacket at offset \(offset) is empty or longer than its area"
        }
    }
}
