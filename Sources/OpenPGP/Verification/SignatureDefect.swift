/// Why a signature does not count as made by the primary key it stands under.
package enum SignatureDefect: Error, Hashable, Sendable {
    /// The packet is longer than `VerificationLimits` allows for its algorithm.
    case tooLong(length: Int)
    /// An area has more subpackets than `VerificationLimits` allows.
    case tooManySubpackets
    /// The type may not stand under what the signature stands under.
    case misplaced(SignatureType)
    /// A key of this version makes no signatures of that version.
    case version(UInt8, keyVersion: UInt8)
    /// A primary key of this version has no subkeys of that version.
    case subkeyVersion(UInt8, keyVersion: UInt8)
    /// No creation time in the hashed area.
    case noCreationTime
    /// The signer forbids publication (RFC 9580 §5.2.3.19).
    case notExportable
    /// It names a designated revoker who is to stay unknown (RFC 9580 §5.2.3.23).
    case sensitiveRevoker
    /// A hashed subpacket of unknown type is marked critical.
    case unknownCriticalSubpacket(SubpacketType)
    /// It names another issuer, or a version 6 signature names it in a forbidden way.
    case foreignIssuer
    /// Its public-key algorithm is not the issuer's.
    case foreignAlgorithm(PublicKeyAlgorithm)
    /// The hash algorithm is unknown, not available or too weak for the key.
    case unsupportedHash(HashAlgorithm)
    /// The salt has not the length that the hash algorithm demands (RFC 9580 §5.2.3).
    case saltLength(Int)
    /// The first two octets of the digest are not those that the packet announces.
    case left16
    /// The issuer's signatures cannot be verified.
    case issuer(VerificationObstacle)
    /// The material does not follow the layout of its algorithm or is out of range.
    case malformedMaterial
    /// The signature is wrong.
    case wrong
    /// The binding of a subkey that may sign is the primary key's, but has no valid signature by
    /// that subkey.
    case noPrimaryKeyBinding
    /// The subkey packet itself is not taken.
    case subkey(VerificationObstacle)

    /// Whether it was found only by a public-key operation: such refusals count against the budget
    /// of whoever sent the signature.
    package var isExpensive: Bool {
        switch self {
        case .wrong, .noPrimaryKeyBinding: true
        default: false
        }
    }
}

extension SignatureDefect: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong(let length):
            "the signature packet of \(length) octets is longer than is taken"
        case .tooManySubpackets:
            "the signature has more than \(VerificationLimits.subpackets) subpackets in an area"
        case .misplaced(let type):
            "a signature of type \(type) may not stand here"
        case .version(let version, let keyVersion):
            "a key of version \(keyVersion) makes no signatures of version \(version)"
        case .subkeyVersion(let version, let keyVersion):
            "a key of version \(keyVersion) has no subkeys of version \(version)"
        case .noCreationTime:
            "the signature has no hashed creation time"
        case .notExportable:
            "the signer forbids publication of the signature"
        case .sensitiveRevoker:
            "the signature names a designated revoker who is to stay unknown"
        case .unknownCriticalSubpacket(let type):
            "the signature has a critical subpacket of the unknown type \(type.rawValue)"
        case .foreignIssuer:
            "the signature names another issuer"
        case .foreignAlgorithm(let algorithm):
            "the signature is of public-key algorithm \(algorithm), its issuer is not"
        case .unsupportedHash(let algorithm):
            "signatures over hash algorithm \(algorithm) are not verified for this key"
        case .saltLength(let length):
            "a salt of \(length) octets does not fit the hash algorithm"
        case .left16:
            "the signature is not about what it stands under"
        case .issuer(let obstacle):
            obstacle.description
        case .malformedMaterial:
            "the numbers of the signature are malformed or out of range"
        case .wrong:
            "the signature is wrong"
        case .noPrimaryKeyBinding:
            "the subkey may sign and did not sign its binding to the primary key"
        case .subkey(let obstacle):
            "the subkey cannot be bound: \(obstacle)"
        }
    }
}
