/// What a signature is about besides the primary key, which is hashed first whatever the subject
/// (RFC 9580 §5.2.4).
package enum SignatureSubject: Hashable, Sendable {
    /// The primary key alone: direct-key signatures and key revocations.
    case primaryKey
    /// The octets of a user ID packet.
    case userID([UInt8])
    /// The octets of a user attribute packet.
    case userAttribute([UInt8])
    case subkey(PublicKey)

    /// Whether a signature of this type may stand under the subject (RFC 9580 §5.2.1; the approval
    /// of certifications by draft-dkg-openpgp-1pa3pc).
    package func admits(_ type: SignatureType) -> Bool {
        switch self {
        case .primaryKey:
            type == .directKey || type == .keyRevocation
        case .userID, .userAttribute:
            type.isCertification || type == .certificationRevocation || type == .attestation
        case .subkey:
            type == .subkeyBinding || type == .subkeyRevocation
        }
    }
}
