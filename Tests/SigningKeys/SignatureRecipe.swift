package import OpenPGP

/// How to make a signature: everything that a signer decides. `SigningKey.sign` follows it.
package struct SignatureRecipe: Sendable {
    /// Where a signature says who made it.
    package struct IssuerHints: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let hashedKeyID = IssuerHints(rawValue: 1)
        package static let hashedFingerprint = IssuerHints(rawValue: 2)
        package static let unhashedKeyID = IssuerHints(rawValue: 4)
        package static let unhashedFingerprint = IssuerHints(rawValue: 8)
    }

    /// When signatures are made, unless stated.
    package static let usualCreationTime = SigningKey.usualCreationTime + 100

    package var type: SignatureType
    /// 3 for keys of version 2 and 3, else that of the key, unless stated.
    package var version: UInt8?
    /// What suits the key, unless stated.
    package var hash: HashAlgorithm?
    /// The number of the signing key's algorithm, unless stated.
    package var publicKeyAlgorithm: PublicKeyAlgorithm?
    /// Nil for a signature without a time (version 3: for the time 0).
    package var creationTime: UInt32?
    /// As GnuPG does it up to version 5 and as RFC 9580 §5.2.3.12 has it in version 6, unless
    /// stated. Version 3 has a field of its own for the key ID.
    package var issuer: IssuerHints?
    /// Further subpackets, behind those of time and issuer.
    package var hashed: [Subpacket]
    package var unhashed: [Subpacket]
    /// Octets behind the subpackets, for malformed areas.
    package var hashedRubbish: [UInt8] = []
    package var unhashedRubbish: [UInt8] = []
    /// The salt of version 6: of the right length, unless stated.
    package var salt: [UInt8]?

    package init(
        _ type: SignatureType, version: UInt8? = nil, hash: HashAlgorithm? = nil,
        at creationTime: UInt32? = SignatureRecipe.usualCreationTime, issuer: IssuerHints? = nil,
        hashed: [Subpacket] = [], unhashed: [Subpacket] = []
    ) {
        self.type = type
        self.version = version
        self.hash = hash
        self.creationTime = creationTime
        self.issuer = issuer
        self.hashed = hashed
        self.unhashed = unhashed
    }
}

extension SigningKey {
    /// Signs `content` as the recipe says.
    package func sign(_ content: SignedContent, _ recipe: SignatureRecipe) -> Packet {
        let draft = SignatureDraft(recipe, by: self)
        let digest = draft.digest(of: content)
        return draft.packet(
            digest: digest, material: rawSign(digest: digest, hash: draft.hash))
    }

    /// A signature as the recipe says, with the right first two octets of the digest, and
    /// `material` in place of what the key would sign.
    package func forge(
        _ content: SignedContent, _ recipe: SignatureRecipe, material: [UInt8]
    ) -> Packet {
        let draft = SignatureDraft(recipe, by: self)
        return draft.packet(digest: draft.digest(of: content), material: material)
    }
}
