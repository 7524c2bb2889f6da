import OpenPGP

/// What a key's owner says with a signature about a component. The cut counts each kind by itself,
/// so that neither can displace the other.
enum SignatureClass: Hashable, CaseIterable {
    /// It belongs to the key: certification, direct-key signature or subkey binding.
    case statement
    /// It no longer does.
    case revocation
    /// Which certifications of others may be published (1PA3PC).
    case approval

    /// Nil for types that a key has no place for.
    init?(_ type: SignatureType) {
        switch type {
        case .genericCertification, .personaCertification, .casualCertification,
            .positiveCertification, .directKey, .subkeyBinding:
            self = .statement
        case .keyRevocation, .certificationRevocation, .subkeyRevocation:
            self = .revocation
        case .attestation:
            self = .approval
        default:
            return nil
        }
    }
}
