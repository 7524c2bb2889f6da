/// Verifies the signatures that a primary key makes on its own components.
///
/// All rules that concern one signature alone are applied, cheapest first: size, structure, the
/// announced digest octets, cryptography. The key is made ready once, when the first signature
/// needs it. A value can be used from several threads at once.
package struct SignatureVerifier: Sendable {
    package let primaryKey: PublicKey
    /// Whether the public-key operation is left out: what keeps all other rules, its announced digest
    /// octets among them, is taken for the key's own. Anybody can make such a signature, so this
    /// is for packets alone of which it is known that they were verified.
    private let isTrusting: Bool
    private let prepared: PreparedKey
    private let formalObstacle: VerificationObstacle?

    package init(_ primaryKey: PublicKey, trusting isTrusting: Bool = false) {
        self.primaryKey = primaryKey
        self.isTrusting = isTrusting
        prepared = PreparedKey(primaryKey)
        formalObstacle = primaryKey.formalObstacle
    }

    /// Why no signature of the key can be verified; nil if they can.
    package var obstacle: VerificationObstacle? {
        if let formalObstacle { return formalObstacle }
        var cost = 0
        do throws(VerificationObstacle) {
            _ = try prepared.verificationKey(cost: &cost)
            return nil
        } catch {
            return error
        }
    }

    /// Verifies a signature under the component it stands under.
    ///
    /// `cost` grows by the nominal microseconds that this took, whatever the verdict.
    package func verify(
        _ signature: Signature, on subject: SignatureSubject, cost: inout Int
    ) -> SignatureVerdict {
        do throws(SignatureDefect) {
            return .verified(try verified(signature, on: subject, cost: &cost))
        } catch {
            return .refused(error)
        }
    }

    private func verified(
        _ signature: Signature, on subject: SignatureSubject, cost: inout Int
    ) throws(SignatureDefect) -> VerifiedSignature {
        let survey = SignatureSurvey(signature, issuer: primaryKey)
        try SignatureRules(issuer: primaryKey).check(signature, survey, on: subject)
        if let formalObstacle { throw .issuer(formalObstacle) }
        let digest = try plausibleDigest(signature, on: subject, cost: &cost)
        let key: any VerificationKey
        do throws(VerificationObstacle) {
            key = try prepared.verificationKey(cost: &cost)
        } catch {
            throw .issuer(error)
        }
        let material =
            try isTrusting
            ? key.canonical(signature.material)
            : key.verify(
                digest.bytes, digest.algorithm, material: signature.material, cost: &cost)
        var embedded: [UInt8]?
        if signature.type == .subkeyBinding, case .subkey(let subkey) = subject {
            embedded = try primaryKeyBinding(in: signature, survey, of: subkey, cost: &cost)
        }
        return VerifiedSignature(
            verified: try CanonicalSignature(
                signature: signature, issuer: primaryKey, survey: survey, material: material,
                embedded: embedded
            ).signature())
    }

    /// The digest, whose first octets are those that the packet announces.
    private func plausibleDigest(
        _ signature: Signature, on subject: SignatureSubject, cost: inout Int
    ) throws(SignatureDefect) -> SignatureDigest {
        cost += VerificationCost.digest(
            octets: SignatureDigest.length(signature, on: subject, of: primaryKey))
        guard let digest = SignatureDigest(signature, on: subject, of: primaryKey) else {
            throw .unsupportedHash(signature.hashAlgorithm)
        }
        guard digest.left16 == signature.left16 else { throw .left16 }
        return digest
    }

    /// Finds the signature by which a subkey that may sign confirms its primary key (RFC 9580
    /// §5.2.1.9); without it anybody could call a foreign subkey his own. Gives it in its canonical
    /// form if the unhashed area has to carry it.
    ///
    /// Without key flags the subkey may do what its algorithm can: there the confirmation is kept
    /// where it is valid, but not demanded.
    private func primaryKeyBinding(
        in binding: Signature, _ survey: SignatureSurvey, of subkey: PublicKey, cost: inout Int
    ) throws(SignatureDefect) -> [UInt8]? {
        guard binding.keyFlags?.contains(.sign) ?? true else { return nil }
        let isDemanded = binding.keyFlags != nil
        let embedded = EmbeddedVerifier(
            primaryKey: primaryKey, subkey: subkey, trusting: isTrusting)
        var remaining = VerificationLimits.embeddedSignatures
        for range in survey.hashedEmbedded.prefix(remaining) {
            remaining -= 1
            if case .success = embedded.verify(Array(binding.body[range]), cost: &cost) {
                return nil
            }
        }
        var found: [[UInt8]] = []
        for range in survey.unhashedEmbedded.prefix(remaining) {
            if case .success(let body) = embedded.verify(
                Array(binding.body[range]), cost: &cost)
            {
                found.append(body)
            }
        }
        let least = found.min { compareOctets($0.span, $1.span) < 0 }
        guard least != nil || !isDemanded else {
            throw .noPrimaryKeyBinding
        }
        return least
    }
}

/// Verifies the primary-key bindings (0x19) that a subkey made.
private struct EmbeddedVerifier {
    let primaryKey: PublicKey
    let subkey: PublicKey
    private let isTrusting: Bool
    private let prepared: PreparedKey

    init(primaryKey: PublicKey, subkey: PublicKey, trusting isTrusting: Bool) {
        self.primaryKey = primaryKey
        self.isTrusting = isTrusting
        self.subkey = subkey
        prepared = PreparedKey(subkey)
    }

    /// Gives the canonical body.
    func verify(_ body: [UInt8], cost: inout Int) -> Result<[UInt8], SignatureDefect> {
        do throws(SignatureDefect) {
            return .success(try canonicalBody(body, cost: &cost))
        } catch {
            return .failure(error)
        }
    }

    private func canonicalBody(
        _ body: [UInt8], cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        guard let signature = try? Signature(body: body) else { throw .malformedMaterial }
        let survey = SignatureSurvey(signature, issuer: subkey)
        try SignatureRules(issuer: subkey).checkEmbedded(signature, survey)
        let subject = SignatureSubject.subkey(subkey)
        cost += VerificationCost.digest(
            octets: SignatureDigest.length(signature, on: subject, of: primaryKey))
        guard let digest = SignatureDigest(signature, on: subject, of: primaryKey) else {
            throw .unsupportedHash(signature.hashAlgorithm)
        }
        guard digest.left16 == signature.left16 else { throw .left16 }
        let key: any VerificationKey
        do throws(VerificationObstacle) {
            key = try prepared.verificationKey(cost: &cost)
        } catch {
            throw .issuer(error)
        }
        let material =
            try isTrusting
            ? key.canonical(signature.material)
            : key.verify(
                digest.bytes, digest.algorithm, material: signature.material, cost: &cost)
        return try CanonicalSignature(
            signature: signature, issuer: subkey, survey: survey, material: material,
            embedded: nil
        ).signature().body
    }
}
