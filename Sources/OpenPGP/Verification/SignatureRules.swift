/// The rules for signatures that a primary key makes on its own components, as far as they concern
/// the signature alone and need no arithmetic.
struct SignatureRules {
    let issuer: PublicKey

    /// Finds the first rule that the signature breaks where it stands.
    func check(
        _ signature: Signature, _ survey: SignatureSurvey, on subject: SignatureSubject
    ) throws(SignatureDefect) {
        guard subject.admits(signature.type) else { throw .misplaced(signature.type) }
        guard
            signature.version > 3
                ? survey.mayBeIssued(version: signature.version)
                : signature.issuerKeyID == issuer.keyID
        else { throw .foreignIssuer }
        if case .subkey(let subkey) = subject { try check(subkey) }
        try checkShape(signature, survey)
        guard signature.isExportable else { throw .notExportable }
    }

    /// The rules of a primary-key binding (0x19), which the subkey issues and which is found inside
    /// the binding of that subkey. Who issued it is known, so only what it is signed to say counts.
    func checkEmbedded(
        _ signature: Signature, _ survey: SignatureSurvey
    ) throws(SignatureDefect) {
        guard signature.type == .primaryKeyBinding else { throw .misplaced(signature.type) }
        try checkShape(signature, survey)
        guard !survey.hashedIssuer.isForeign else { throw .foreignIssuer }
    }

    /// Sizes, versions, and what the hashed area must and must not hold.
    private func checkShape(
        _ signature: Signature, _ survey: SignatureSurvey
    ) throws(SignatureDefect) {
        guard signature.body.count <= signature.lengthLimit else {
            throw .tooLong(length: signature.body.count)
        }
        guard max(survey.hashedCount, survey.unhashedCount) <= VerificationLimits.subpackets else {
            throw .tooManySubpackets
        }
        guard isVersionAllowed(signature.version) else {
            throw .version(signature.version, keyVersion: issuer.version)
        }
        guard signature.creationTime != nil else { throw .noCreationTime }
        guard !survey.namesSensitiveRevoker else { throw .sensitiveRevoker }
        if let type = survey.unknownCritical { throw .unknownCriticalSubpacket(type) }
        guard
            signature.publicKeyAlgorithm == issuer.algorithm
                || signature.publicKeyAlgorithm.isRSA && issuer.algorithm.isRSA
        else { throw .foreignAlgorithm(signature.publicKeyAlgorithm) }
        try checkHash(signature)
    }

    /// Keys up to version 4 make signatures of versions 2 to 4, for old programs made version 3
    /// ones with version 4 keys. Keys of version 5 make those of version 4 or 5, keys of version 6
    /// their own alone (RFC 9580 §5.2).
    private func isVersionAllowed(_ version: UInt8) -> Bool {
        switch issuer.version {
        case 2...4: version <= 4
        case 5: version == 4 || version == 5
        default: version == 6
        }
    }

    /// Subkeys are of the version of their primary key (RFC 9580 §10.1.1); GnuPG puts version 5
    /// ones under version 4 keys. Before version 4 there were none.
    private func check(_ subkey: PublicKey) throws(SignatureDefect) {
        let isAllowed =
            switch issuer.version {
            case 4, 5: subkey.version == 4 || subkey.version == 5
            case 6: subkey.version == 6
            default: false
            }
        guard isAllowed else {
            throw .subkeyVersion(subkey.version, keyVersion: issuer.version)
        }
        guard subkey.body.count <= VerificationLimits.keyLength else { throw .subkey(.tooLarge) }
        guard !subkey.hasTrailingOctets else { throw .subkey(.trailingOctets) }
    }

    /// Version 6 demands a salt of the length of the hash algorithm, and a digest that is long
    /// enough for the key (RFC 9580 §5.2.3, §5.2.3.2, §5.2.3.4, §5.2.3.5, RFC 9980 §5.2).
    private func checkHash(_ signature: Signature) throws(SignatureDefect) {
        guard let algorithm = MessageDigest.Algorithm(signature.hashAlgorithm) else {
            throw .unsupportedHash(signature.hashAlgorithm)
        }
        guard signature.version == 6 else { return }
        guard
            let saltLength = signature.hashAlgorithm.saltLength,
            algorithm.octetCount >= minimumDigestLength
        else { throw .unsupportedHash(signature.hashAlgorithm) }
        guard signature.salt.count == saltLength else { throw .saltLength(signature.salt.count) }
    }

    private var minimumDigestLength: Int {
        switch issuer.algorithm {
        case .ed25519, .mlDSA65Ed25519, .mlDSA87Ed448: 32
        case .ed448: 64
        case .ecdsa:
            switch issuer.curve {
            case .nistP384, .brainpoolP384r1: 48
            case .nistP521, .brainpoolP512r1: 64
            default: 32
            }
        default: 0
        }
    }
}

extension Signature {
    /// Longest packet that is taken of the signature's algorithm.
    var lengthLimit: Int {
        (32...34).contains(publicKeyAlgorithm.rawValue)
            ? VerificationLimits.hashBasedSignatureLength : VerificationLimits.signatureLength
    }
}
