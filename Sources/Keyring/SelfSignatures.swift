import OpenPGP

/// What the owner of a key says of one component, read from its served form, in which no
/// signature names the key as its issuer that the key did not make.
struct SelfSignatures {
    private let statements: [Signature]
    private let revocations: [Signature]

    init(_ packets: [Packet], of primaryKey: PublicKey) {
        let signatures = packets.compactMap { try? Signature($0) }
            .filter { $0.issuerKeyID == primaryKey.keyID }
        statements = signatures.filter { SignatureClass($0.type) == .statement }
        revocations = signatures.filter { SignatureClass($0.type) == .revocation }
    }

    /// The newest certification, direct-key signature or binding.
    var newestStatement: Signature? { statements.newest }

    func newestStatement(where isMeant: (Signature) -> Bool) -> Signature? {
        statements.filter(isMeant).newest
    }

    /// Whether a key or subkey is revoked: for all time by a hard revocation; by another until the
    /// owner says something newer.
    func isRevoked(unlessNewer statements: [Signature?]) -> Bool {
        revocations.contains(where: \.isHardRevocation)
            || isSoftlyRevoked(unlessNewer: statements)
    }

    /// Whether the newest word is a revocation. This is the rule of user IDs whatever the reason:
    /// GnuPG and Sequoia let their owner take them up again.
    func isSoftlyRevoked(unlessNewer statements: [Signature?]) -> Bool {
        guard let revocation = revocations.newest?.creationTime else { return false }
        let newest = statements.compactMap { $0?.creationTime }.max()
        return newest.map { revocation >= $0 } ?? true
    }
}

extension [Signature] {
    /// By creation time; of several equally new ones that with the later expiration (SKS takes the
    /// greatest pair).
    var newest: Signature? {
        self.max {
            ($0.creationTime ?? 0, $0.expirationTime ?? 0)
                < ($1.creationTime ?? 0, $1.expirationTime ?? 0)
        }
    }
}

extension [SelfSignatures] {
    /// Of several user IDs the primary one: of those that say they are, or if none does of all,
    /// that with the newest self-certification (RFC 9580 §5.2.3.27).
    var primary: SelfSignatures? {
        let newest = compactMap { signatures in
            signatures.newestStatement.map { (signatures, $0) }
        }
        let claiming = newest.filter { $0.1.isPrimaryUserID }
        return (claiming.isEmpty ? newest : claiming)
            .max { ($0.1.creationTime ?? 0) < ($1.1.creationTime ?? 0) }?.0
    }
}
